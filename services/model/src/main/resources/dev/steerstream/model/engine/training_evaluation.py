
  # Measuring a run on rows that it doesn't learn from: losses of base, warm and steered. Nothing here draws a random number
  # or changes a trained tensor, so a run has the same bits whether it is measured or not. W counts the completion tokens of
  # a portion of the rows, L the listed tokens of each.
  # bare: the network runs without its adapter; measuring: without dropout.
  bare : bool
  measuring : bool
  base_hidden : List[Tensor]

  def measured(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor, bare: bool) -> Tensor:
    lengths = annotate(List[int], [])
    for r in range(torch.size(row_lengths, 0)):
      torch.append(lengths, int(torch.select(row_lengths, 0, r)))
    torch.set_grad_enabled(False)
    self.bare = bare
    self.measuring = True
    hidden = (self).forward(ids, lengths, wanted)                                              # [W, D]
    self.bare = False
    self.measuring = False
    return hidden

  # The base is frozen: its hidden states of the next portion are kept.
  def measure_base(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor) -> Tensor:
    torch.append(self.base_hidden, (self).measured(ids, row_lengths, wanted, True))
    return torch.zeros([1])

  # What the strength's fit needs of a portion; numbers: [which portion, L] int64. Returns [W, 6]: the gold token's
  # log-probability under base and warm and its delta, and of all tokens that aren't listed the sums of p, p delta and
  # p delta^2; then [W, L] each: log-probability under warm and delta of the tokens with the largest |delta|.
  def measure(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor, gold: Tensor, numbers: Tensor) -> List[Tensor]:
    hidden = (self).measured(ids, row_lengths, wanted, False)                                  # [W, D]
    base_hidden = self.base_hidden[int(torch.select(numbers, 0, 0))]                           # [W, D]
    listed = int(torch.select(numbers, 0, 1))
    count = torch.size(hidden, 0)
    sums = annotate(List[Tensor], [])
    logs = annotate(List[Tensor], [])
    vectors = annotate(List[Tensor], [])
    for first in range(0, count, 64):
      size = ops.prim.min(64, count - first)
      y = torch.unsqueeze(torch.narrow(gold, 0, first, size), 1)                               # [S, 1]
      warm = torch.log_softmax((self).logits(torch.narrow(hidden, 0, first, size)), 1)          # [S, V]
      base = torch.log_softmax((self).logits(torch.narrow(base_hidden, 0, first, size)), 1)     # [S, V]
      base_gold = torch.gather(base, 1, y)                                                     # [S, 1]
      p = torch.exp(warm)                                                                      # [S, V]
      ratio = torch.sub(warm, base)                                                            # [S, V]
      divergence = torch.sum(torch.mul(p, ratio), [1], True)                                   # [S, 1]
      delta = torch.mul(p, torch.sub(divergence, ratio))                                       # [S, V]
      size_of_largest, places = torch.topk(torch.abs(delta), listed, 1, True, False)           # [S, L]
      rest = torch.scatter(p, 1, places, 0.)                                                   # [S, V]
      weighted = torch.mul(rest, delta)                                                        # [S, V]
      torch.append(sums, torch.cat([base_gold, torch.gather(warm, 1, y), torch.gather(delta, 1, y), torch.sum(rest, [1], True), torch.sum(weighted, [1], True), torch.sum(torch.mul_(weighted, delta), [1], True)], 1))
      torch.append(logs, torch.gather(warm, 1, places))
      torch.append(vectors, torch.gather(delta, 1, places))
    return [torch.cat(sums, 0), torch.cat(logs, 0), torch.cat(vectors, 0)]
