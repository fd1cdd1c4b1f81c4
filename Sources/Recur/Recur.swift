@_exported public import Differentiation
@_exported public import ModelFiles
@_exported public import Networks
@_exported public import SequenceModels
@_exported public import SequenceTraining
@_exported public import TensorCore
@_exported public import TextModeling
