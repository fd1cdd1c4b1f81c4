import Recur

extension Symbol {
  /// The symbol itself; in words where it is no text: `<unk>`, `0xE3`.
  var text: String {
    isUnknown ? description : String(validating: bytes, as: UTF8.self) ?? description
  }
}
