// TextModeling
