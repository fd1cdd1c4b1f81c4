/// When something happens, as the three languages tell it apart between them.
enum Tense { case present, progressive, past, future }
