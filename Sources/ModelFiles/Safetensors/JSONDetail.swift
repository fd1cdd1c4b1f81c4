import Foundation

/// What the JSON library has to say about its error, without the names of its types.
func jsonDetail(_ error: any Error) -> String {
  guard let error = error as? DecodingError else { return "\(error)" }
  let (context, place) =
    switch error {
    case .keyNotFound(let key, let context): (context, context.codingPath + [key])
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      (context, context.codingPath)
    @unknown default: (DecodingError.Context(codingPath: [], debugDescription: "\(error)"), [])
    }
  let names = place.map { $0.intValue.map(String.init) ?? $0.stringValue }
  let text = context.debugDescription
  return names.isEmpty ? text : names.joined(separator: ".") + ": " + text
}
