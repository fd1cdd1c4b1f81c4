// SequenceTraining
