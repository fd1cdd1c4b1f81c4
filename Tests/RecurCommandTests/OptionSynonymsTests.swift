import Terminal
import Testing

@testable import RecurCommand

@Suite("Options of other programs")
struct OptionSynonymsTests {
  private static let commands: [Command] = {
    func all(_ command: Command) -> [Command] { [command] + command.subcommands.flatMap(all) }
    return all(.recur).filter { $0.run != nil }
  }()

  @Test("are all answered by some command, and hide none of ours")
  func answered() {
    for name in OptionSynonyms.known.names {
      #expect(
        Self.commands.contains { OptionSynonyms.known.answer(to: name, of: $0) != nil }, "\(name)")
      for command in Self.commands where command.option(named: name) != nil {
        #expect(OptionSynonyms.known.answer(to: name, of: command) == nil, "\(name)")
      }
    }
  }

  @Test(
    "that char-rnn, torch-rnn and nanoGPT train and sample with are all understood",
    arguments: [
      ("train", "data_dir rnn_size model learning_rate_decay learning_rate_decay_after decay_rate"),
      ("train", "max_epochs grad_clip train_frac val_frac init_from print_every eval_val_every"),
      ("train", "checkpoint_dir savefile accurate_gpu_timing gpuid opencl seq_length num_layers"),
      ("train", "input_h5 input_json model_type wordvec_size batchnorm lr_decay_every gpu"),
      ("train", "lr_decay_factor checkpoint_every checkpoint_name speed_benchmark gpu_backend"),
      ("train", "out_dir eval_interval log_interval eval_iters wandb_log dataset block_size"),
      ("train", "n_layer n_head n_embd max_iters decay_lr warmup_iters lr_decay_iters min_lr"),
      ("train", "backend device dtype compile always_save_checkpoint lr"),
      ("sample", "primetext sample gpuid verbose start_text checkpoint start num_samples"),
      ("sample", "max_new_tokens device dtype n words"),
    ])
  func known(name: String, words: String) {
    let command = name == "train" ? Command.charlmTrain : Command.charlmSample
    for word in words.split(separator: " ") {
      #expect(OptionSynonyms.known.answer(to: "-\(word)", of: command) != nil, "\(word)")
    }
  }
}
