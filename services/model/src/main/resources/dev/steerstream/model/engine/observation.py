  # What calibrating and judging need of answer tokens, so that nobody has to look at the vocabulary again. P counts the answer tokens of
  # a slice, U the folds, M the listed tokens, Z the bins.
  #
  # Sums of delta and of the log-ratio over the tokens of each fold, [2, U, V].
  def mean_sums(self: __torch__.Llama, folds: int) -> Tensor:
    return torch.zeros([2, folds, torch.size(self.embedding[0], 0)], device=self.device)

  # P answer tokens, whose hidden states from the first on are warm and base in turns; their logits go to out, [2P, V]. gold: [P]; folds:
  # [U, P], 1 where a token belongs to one. Listed are tokens as probable under warm as least says, and those within near of the best one.
  # Returns, all on the host:
  # [P, 15] float64: maximum and log of the sum of exponentials of warm, the same of base; KL(warm || base); gold's logits under warm and
  #   base; of the tokens that aren't listed the sums of p, p delta, p delta^2, delta^2, p ratio^2, ratio^2; lowest and highest log-ratio
  # [M] pair and token of what is listed, pair by pair, [2, M] its warm and its base logit
  # [3, P, Z + 1] or, where a logit is not finite, nothing: per bin of the log-ratio, between its lowest and highest value, of the tokens that aren't listed the sums of p, p f and p f^2,
  #   f in 0..1 being where in the bin a token's value lies
  def observe(self: __torch__.Llama, hidden: Tensor, first: int, out: Tensor, gold: Tensor, folds: Tensor, means: Tensor, least: float, near: float, bins: int) -> List[Tensor]:
    p = torch.size(gold, 0)
    logits = (self).project(torch.narrow(hidden, 0, first, 2 * p), torch.narrow(out, 0, 0, 2 * p))
    v = torch.size(logits, 1)
    most = torch.amax(logits, [1], True)                                                       # [2P, 1]
    log = torch.log_softmax(logits, 1)                                                         # [2P, V]
    best = torch.amax(log, [1], True)                                                          # [2P, 1]
    warm = torch.slice(log, 0, 0, 2 * p, 2)                                                    # [P, V]
    listing = torch.clamp_max(torch.sub(torch.slice(best, 0, 0, 2 * p, 2), near), least)       # [P, 1]
    kept = torch.ge(warm, listing)                                                             # [P, V]
    ratio = torch.sub(warm, torch.slice(log, 0, 1, 2 * p, 2))                                  # [P, V]
    probability = torch.exp(warm)                                                              # [P, V]
    weighted = torch.mul(probability, ratio)                                                   # [P, V]
    divergence = torch.sum(weighted, [1], True)                                                # [P, 1]
    delta = torch.mul_(torch.sub(divergence, ratio), probability)                              # [P, V]
    sums = torch.select(means, 0, 0)
    sums = torch.addmm_(sums, folds, delta)
    sums = torch.select(means, 0, 1)
    sums = torch.addmm_(sums, folds, ratio)
    low = torch.amin(ratio, [1], True)                                                         # [P, 1]
    high = torch.amax(ratio, [1], True)                                                        # [P, 1]
    finite = bool(torch.all(torch.isfinite(divergence)))
    scale = torch.div(float(bins), torch.clamp_min(torch.sub(high, low), 9.9999999999999995e-21))
    place = torch.mul_(torch.sub(ratio, low), scale)                                           # [P, V], 0..Z
    # From here on of the tokens that aren't listed only.
    free = torch.to(torch.lt(warm, listing), 6)                                                # [P, V], 1 where one isn't
    probability = torch.mul_(probability, free)
    delta = torch.mul_(delta, free)
    ratio = torch.mul_(ratio, free)
    mass = torch.sum(probability, [1], True)
    weighted = torch.mul(probability, delta, out=weighted)
    delta_sum = torch.sum(weighted, [1], True)
    delta_squares = torch.sum(torch.mul_(weighted, delta), [1], True)
    delta_norm = torch.sum(torch.mul(delta, delta, out=weighted), [1], True)
    weighted = torch.mul(probability, ratio, out=weighted)
    ratio_squares = torch.sum(torch.mul_(weighted, ratio), [1], True)
    ratio_norm = torch.sum(torch.mul(ratio, ratio, out=weighted), [1], True)
    lumps = torch.zeros([0], device=self.device)
    if finite:
      bin = torch.to(place, 4)                                                                 # [P, V]
      place = torch.frac_(place)
      lumps = torch.zeros([3, p, bins + 1], device=self.device)
      to = torch.scatter_add_(torch.select(lumps, 0, 0), 1, bin, probability)
      weighted = torch.mul(probability, place, out=weighted)
      to = torch.scatter_add_(torch.select(lumps, 0, 1), 1, bin, weighted)
      weighted = torch.mul_(weighted, place)
      to = torch.scatter_add_(torch.select(lumps, 0, 2), 1, bin, weighted)
    y = torch.unsqueeze(gold, 1)                                                               # [P, 1]
    warm_logits = torch.slice(logits, 0, 0, 2 * p, 2)
    base_logits = torch.slice(logits, 0, 1, 2 * p, 2)
    numbers = [torch.slice(most, 0, 0, 2 * p, 2), torch.neg(torch.slice(best, 0, 0, 2 * p, 2)), torch.slice(most, 0, 1, 2 * p, 2), torch.neg(torch.slice(best, 0, 1, 2 * p, 2)), divergence, torch.gather(warm_logits, 1, y), torch.gather(base_logits, 1, y), mass, delta_sum, delta_squares, delta_norm, ratio_squares, ratio_norm, low, high]
    places = torch.nonzero(kept)                                                               # [M, 2]
    pair, token = torch.unbind(places, 1)
    listed = torch.stack([torch.index(warm_logits, [pair, token]), torch.index(base_logits, [pair, token])], 0)
    return [(self).host(torch.to(torch.cat(numbers, 1), 7)), (self).host(torch.add(torch.mul(pair, v), token)), (self).host(listed), (self).host(lumps)]

  def host(self: __torch__.Llama, x: Tensor) -> Tensor:
    return torch.to(x, torch.device("cpu"))
