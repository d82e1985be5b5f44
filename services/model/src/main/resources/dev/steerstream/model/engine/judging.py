
  # What judging and fitting several directions need of answer tokens. Letters as in observation.py; C counts the columns that are judged, K the
  # directions. A direction's number: 0 delta, 1 the log-ratio, 2 log p of warm, 3 minus log p of base, 4 p of warm less p of base; from 5 on
  # the vectors, one of each fold [U, V], of which a token takes its own fold's.
  def along(self: __torch__.Llama, direction: int, warm: Tensor, base: Tensor, vectors: List[Tensor], folds: Tensor) -> Tensor:
    value = warm
    if direction == 0:
      probability = torch.exp(warm)
      ratio = torch.sub(warm, base)
      divergence = torch.sum(torch.mul(probability, ratio), [1], True)                         # [P, 1]
      value = torch.mul_(torch.sub(divergence, ratio), probability)
    if direction == 1:
      value = torch.sub(warm, base)
    if direction == 3:
      value = torch.neg(base)
    if direction == 4:
      value = torch.sub(torch.exp(warm), torch.exp(base))
    if direction > 4:
      value = torch.index_select(vectors[direction - 5], 0, folds)
    return value                                                                               # [P, V]

  def chosen(self: __torch__.Llama, hidden: Tensor, indices: Tensor) -> Tensor:
    return torch.index_select(hidden, 0, indices)

  def every_other(self: __torch__.Llama, hidden: Tensor, first: int) -> Tensor:
    return (self).host(torch.contiguous(torch.slice(hidden, 0, first, torch.size(hidden, 0), 2)))

  # [C, D] twice to [2C, D].
  def in_turns(self: __torch__.Llama, warm: Tensor, base: Tensor) -> Tensor:
    return torch.flatten(torch.stack([warm, base], 1), 0, 1)

  # P answer tokens' contexts, whose hidden states from the first on are warm and base in turns; their logits go to out, [2P, V].
  # pair, token: [M], which tokens' probabilities are asked for, each in its context. strengths: [C K, P], where used says that they aren't all 0.
  # Returns, all on the host:
  # [P, 5] float64: maximum and log of the sum of exponentials of warm, the same of base; KL(warm || base)
  # [C + 2, M]: log-probabilities under base, warm and each column, over the whole vocabulary
  # [L] row of out and token of what lies within near of its row's best, row by row, and [2, L] its logit there and in the pair's other row
  def judge(self: __torch__.Llama, hidden: Tensor, first: int, p: int, out: Tensor, pair: Tensor, token: Tensor, directions: List[int], used: List[int], strengths: Tensor, vectors: List[Tensor], near: float) -> List[Tensor]:
    logits = (self).project(torch.narrow(hidden, 0, first, 2 * p), torch.narrow(out, 0, 0, 2 * p))
    v = torch.size(logits, 1)
    most = torch.amax(logits, [1], True)                                                       # [2P, 1]
    log = torch.log_softmax(logits, 1)                                                         # [2P, V]
    best = torch.amax(log, [1], True)                                                          # [2P, 1]
    warm = torch.slice(log, 0, 0, 2 * p, 2)                                                    # [P, V]
    base = torch.slice(log, 0, 1, 2 * p, 2)
    divergence = torch.sum(torch.mul_(torch.exp(warm), torch.sub(warm, base)), [1], True)      # [P, 1]
    fold = torch.zeros([p], dtype=4, device=self.device)
    k = torch.len(directions)
    values = annotate(List[Tensor], [])
    for j in range(k):
      torch.append(values, (self).along(directions[j], warm, base, vectors, fold))
    wanted = [torch.index(base, [pair, token]), torch.index(warm, [pair, token])]
    columns = torch.floordiv(torch.len(used), k) if k > 0 else 0
    for c in range(columns):
      z = warm
      for j in range(k):
        if used[c * k + j] > 0:
          z = torch.addcmul(z, values[j], torch.unsqueeze(torch.select(strengths, 0, c * k + j), 1))                # [P, V]
      torch.append(wanted, torch.sub(torch.index(z, [pair, token]), torch.index_select(torch.logsumexp(z, [1]), 0, pair)))
    places = torch.nonzero(torch.ge(log, torch.sub(best, near)))                               # [L, 2]
    row, listed = torch.unbind(places, 1)
    logit = torch.index(logits, [row, listed])
    other = torch.index(logits, [torch.bitwise_xor(row, 1), listed])
    numbers = [torch.slice(most, 0, 0, 2 * p, 2), torch.neg(torch.slice(best, 0, 0, 2 * p, 2)), torch.slice(most, 0, 1, 2 * p, 2), torch.neg(torch.slice(best, 0, 1, 2 * p, 2)), divergence]
    return [(self).host(torch.to(torch.cat(numbers, 1), 7)), (self).host(torch.stack(wanted, 0)), (self).host(torch.add(torch.mul(row, v), listed)), (self).host(torch.stack([logit, other], 0))]

  # Of P answer tokens the steered distribution's moments of K directions, each less its mean under warm and times its factors [K, P].
  # Returns on the host [P, 2 + K + K + K K] float64: log of the sum of warm's p times exp of the strengths' move, which is KL(warm || steered); the
  # reference token's log p of warm and move; its K values; the K means; the K K mean products.
  def moments(self: __torch__.Llama, hidden: Tensor, first: int, p: int, out: Tensor, gold: Tensor, directions: List[int], factors: Tensor, strengths: List[float], vectors: List[Tensor], folds: Tensor) -> Tensor:
    logits = (self).project(torch.narrow(hidden, 0, first, 2 * p), torch.narrow(out, 0, 0, 2 * p))
    log = torch.log_softmax(logits, 1)                                                         # [2P, V]
    warm = torch.slice(log, 0, 0, 2 * p, 2)                                                    # [P, V]
    base = torch.slice(log, 0, 1, 2 * p, 2)
    probability = torch.exp(warm)
    y = torch.unsqueeze(gold, 1)                                                               # [P, 1]
    k = torch.len(directions)
    values = annotate(List[Tensor], [])
    z = torch.clone(warm)
    for j in range(k):
      value = torch.mul((self).along(directions[j], warm, base, vectors, folds), torch.unsqueeze(torch.select(factors, 0, j), 1))
      value = torch.sub_(value, torch.sum(torch.mul(probability, value), [1], True))
      torch.append(values, value)
      z = torch.add_(z, value, alpha=strengths[j])
    normaliser = torch.logsumexp(z, [1], True)                                                 # [P, 1]
    parts = [normaliser, torch.gather(z, 1, y)]
    probability = torch.exp_(torch.sub_(z, normaliser))
    for j in range(k):
      torch.append(parts, torch.gather(values[j], 1, y))
    products = annotate(List[Tensor], [])
    for j in range(k):
      weighted = torch.mul(probability, values[j])
      torch.append(parts, torch.sum(weighted, [1], True))
      for i in range(k):
        torch.append(products, torch.sum(torch.mul(weighted, values[i]), [1], True))
    return (self).host(torch.to(torch.cat([torch.cat(parts, 1), torch.cat(products, 1)], 1), 7))
