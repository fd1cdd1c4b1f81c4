import Recur
import Terminal

/// The data of a run and the model that learns from them: a text, a stream, pairs.
protocol TrainingTask: AnyObject {
  associatedtype Network: TrainableModel where Network.Scalar == Float
  associatedtype Model: StoredModel

  /// The findings of a validation: nats per predicted symbol, the same of the mean of the weights,
  /// nil where none is kept, and other measures in words and for the log; nil: there are no others.
  typealias Validation = (
    loss: Double, averaged: Double?, measures: (words: String, members: [JSONValue.Member])?
  )
  /// A piece of the model's work, in lines and for the log.
  typealias Sample = (lines: [String], members: [JSONValue.Member])

  var trainer: Trainer<Network> { get }

  /// The model of a network: the trainer's, or that of the mean of the weights.
  func model(_ network: Network) -> Model
  /// The identity of the data, by which a resumed run knows them.
  var fingerprint: TextFingerprint { get }
  /// The words and figures of the plan that are the task's own.
  var plan: TrainingPlan { get }
  /// Updates of an epoch; nil: the data come once and without end.
  var updatesPerEpoch: Int? { get }
  /// Symbols that a prediction chooses among; nil: it is values.
  var symbolCount: Int? { get }
  /// Whether something is held out, and so whether there is a best model beside the latest.
  var validates: Bool { get }
  /// Whether the model learns symbol by symbol, so that its mean loss fades by the symbol.
  var isOnline: Bool { get }

  /// The place of the next batch.
  var position: StreamBatches.Position { get }
  /// Whether there is no further batch.
  var hasEnded: Bool { get }
  /// Bytes of the data that were read and are not yet trained on.
  var pending: [UInt8] { get }

  /// Goes on from a place that was read before.
  func resume(from position: StreamBatches.Position) throws

  /// The next batch; nil: none has come yet.
  func next() throws -> Network.Batch?

  /// Whether a validation and a checkpoint are due after the last batch, the `update`-th.
  func isCheckpointDue(after update: Int) -> Bool

  /// Measures the model on what is held out; nil: nothing is.
  func validate() -> Validation?

  /// About how many updates' work a validation is.
  var validationWork: Double { get }

  /// Does what can be done before training of ``summary(_:best:)``, so that a run whose time is given
  /// knows what is left of it.
  func prepareSummary() throws

  /// Seconds of the rest of it, by those of a validation.
  func closingSeconds(validation: Double) -> Double

  /// The work of the model that is shown beside its losses.
  func samples(using generator: inout RandomGenerator) -> [Sample]

  /// The results at the end, as a table and for JSON; nil: there are none.
  typealias Summary = (table: Table, members: [JSONValue.Member])

  /// The results at the end; nil: there are none.
  ///
  /// - Parameter path: the best model's.
  func summary(_ progress: TrainingSnapshot.Progress, best path: String) throws -> Summary?

  /// Remarks on the data at the end.
  var remarks: [String] { get }

  /// The rate of dropout; nil where there can be none.
  var dropout: Double? { get }

  /// Other methods, by the option that chooses them, that would take less time than `seconds`,
  /// which the run takes, and about how much: fastest last.
  func alternatives(to seconds: Double) -> [(option: String, seconds: Double)]
}

// What holds for data that are there from the beginning, epoch after epoch.
extension TrainingTask {
  var isOnline: Bool { false }
  var hasEnded: Bool { false }
  var pending: [UInt8] { [] }
  var remarks: [String] { [] }
  var dropout: Double? { nil }
  var validationWork: Double { 0 }

  func prepareSummary() {}
  func closingSeconds(validation: Double) -> Double { 0 }

  func alternatives(to seconds: Double) -> [(option: String, seconds: Double)] { [] }
}

/// The part of a run's plan that depends on its task.
struct TrainingPlan {
  /// The data trained on and held out, in rows of a name and words.
  let data: [(name: String, words: String)]
  /// `lstm, 2 layers of 128, one-hot input`
  let model: String
  /// The examples of an update: `50 streams x 50 steps`.
  let batch: String
  /// The method that finds the gradient; nil: back-propagation, of which nothing is said.
  var trainer: String?
  /// When the model is saved, where there are no epochs.
  var saving: String?
  /// The data in the log.
  let dataMembers: [JSONValue.Member]
  /// The model and its batches in the log.
  let modelMembers: [JSONValue.Member]
  /// The unit that the amount of work is told in.
  let unit: WorkUnit
  /// The command that trains, with the data where the model does not remember them: `charlm train`.
  let command: String
  /// The command that uses the model: `charlm sample`.
  let next: String
}
