import Testing

@testable import RecurCommand

@Suite("What a run's validations say")
struct ValidationCourseTests {
  private func verdict(
    _ losses: [Double], training: [Double]? = nil, dropout: Double? = 0
  ) -> String? {
    var course = ValidationCourse()
    for (index, loss) in losses.enumerated() {
      course.append(update: 10 * (index + 1), training: training?[index], validation: loss)
    }
    return course.verdict(updatesPerEpoch: 10, dropout: dropout)
  }

  @Test("two of them say nothing")
  func few() {
    #expect(verdict([2, 1]) == nil)
  }

  @Test("a loss that falls to the end can fall further")
  func improving() {
    #expect(verdict([3, 2, 1.5, 1.4]) == "still improving: more --epochs would help")
  }

  @Test("a loss that has stopped falling is at its end")
  func flat() {
    #expect(verdict([3, 2, 1.5, 1.499, 1.5, 1.5, 1.5]) == "no longer improving since epoch 4")
  }

  @Test("a loss that rises while that of training falls is overfitting, with a cure that fits")
  func overfitting() {
    let (losses, training) = ([2, 1.5, 1.6, 1.8], [2, 1.4, 1.2, 1])
    #expect(
      verdict(losses, training: training)
        == "overfitting since epoch 2: --dropout 0.2, fewer --epochs or a larger text")
    let dropped = verdict(losses, training: training, dropout: 0.3)
    #expect(dropped?.contains("a larger --dropout") == true)
    let forward = verdict(losses, training: training, dropout: nil)
    #expect(forward == "overfitting since epoch 2: fewer --epochs or a larger text")
  }

  @Test("a loss that rises in training too has too large a rate")
  func worse() {
    #expect(
      verdict([2, 1.5, 1.6, 1.8], training: [2, 1.4, 1.5, 1.7])
        == "worse since epoch 2, in training too: a smaller --learning-rate")
  }
}
