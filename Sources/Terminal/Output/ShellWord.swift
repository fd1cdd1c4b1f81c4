/// `text` as a shell reads it as one word: as it is where nothing in it means something to a shell,
/// in quotes elsewhere.
package func shellWord(_ text: String) -> String {
  let isPlain = text.unicodeScalars.allSatisfy { scalar in
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      || "._-/+,:=@%".unicodeScalars.contains(scalar)
  }
  return !text.isEmpty && isPlain
    ? text : "'" + visible(text, limit: .max).replacing("'", with: #"'\''"#) + "'"
}
