// SequenceModels
