
  # What steering needs of P pairs of rows, so that nobody has to look at the vocabulary again: to sums
  # [P, 5] maximum and log of the sum of exponentials of warm, the same of base, KL(warm || base); to listed [3, M] the pair
  # and token of every warm log-probability within thresholds [P, 1] of its row's best, pair by pair, its warm and its base logit.
  # Returns how many are listed, or -1 where listed is too short for them.
  def summarise(self: __torch__.Llama, logits: Tensor, warm: List[int], base: List[int], thresholds: Tensor, sums: Tensor, listed: Tensor) -> int:
    p = torch.len(warm)
    log = torch.log_softmax(logits, 1)                                                         # [N, V]
    best = torch.unsqueeze(torch.amax(log, [1]), 1)                                            # [N, 1]
    most = torch.amax(logits, [1], True)                                                       # [N, 1]
    p_warm = (self).rows(log, warm)                                                            # [P, V]
    p_base = (self).rows(log, base)                                                            # [P, V]
    best_warm = (self).rows(best, warm)                                                        # [P, 1]
    kept = torch.nonzero(torch.ge(p_warm, torch.sub(best_warm, thresholds)))                   # [M, 2]
    p_base = torch.sub_(p_base, p_warm)
    divergence = torch.neg(torch.sum(torch.mul_(p_base, torch.exp_(p_warm)), [1], True, dtype=7))                # [P, 1]
    parts = [(self).rows(most, warm), torch.neg(best_warm), (self).rows(most, base), torch.neg((self).rows(best, base)), divergence]
    torch.copy_(torch.narrow(sums, 0, 0, p), torch.cat(parts, 1))
    m = torch.size(kept, 0)
    if m > torch.size(listed, 1):
      m = -1
    else:
      pair, token = torch.unbind(kept, 1)
      torch.copy_(torch.narrow(torch.select(listed, 0, 0), 0, 0, m), torch.add(torch.mul(pair, torch.size(logits, 1)), token))
      torch.copy_(torch.narrow(torch.select(listed, 0, 1), 0, 0, m), torch.index((self).rows(logits, warm), [pair, token]))
      torch.copy_(torch.narrow(torch.select(listed, 0, 2), 0, 0, m), torch.index((self).rows(logits, base), [pair, token]))
    return m

  # How far apart ascending numbers are, if all are as far apart; else 0.
  def even_step(self: __torch__.Llama, numbers: List[int]) -> int:
    count = torch.len(numbers)
    step = 1
    if count > 1:
      step = numbers[1] - numbers[0]
    for i in range(count):
      if numbers[i] != numbers[0] + i * step:
        step = 0
    return step if step > 0 else 0

  # The rows of x with these numbers: a view where they lie at even distances.
  def rows(self: __torch__.Llama, x: Tensor, numbers: List[int]) -> Tensor:
    count = torch.len(numbers)
    step = (self).even_step(numbers)
    chosen = x
    if step > 0:
      chosen = torch.slice(x, 0, numbers[0], numbers[count - 1] + 1, step)
    else:
      chosen = torch.index_select(x, 0, torch.tensor(numbers, dtype=4, device=self.device))
    return chosen

  # The most probable tokens of rows of logits, best first: ids and log-probabilities go to tops, the caller's memory, [2, R, k].
  def most_probable(self: __torch__.Llama, logits: Tensor, numbers: List[int], tops: Tensor) -> int:
    chosen = (self).rows(logits, numbers)                                                      # [R, V]
    most, tokens = torch.topk(chosen, torch.size(tops, 2), 1, True, True)                      # [R, k]
    log_sum = torch.logsumexp(chosen, [1], True)                                               # [R, 1]
    torch.copy_(torch.select(tops, 0, 0), tokens)
    torch.copy_(torch.select(tops, 0, 1), torch.sub(most, log_sum))
    return torch.len(numbers)
