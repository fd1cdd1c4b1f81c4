/// The version of the command, as `recur --version` prints it and logs record it.
let commandVersion = "0.1.0"
