# One step of a warm start on llama and what differs from it as BlockDesign says: forward, loss, gradients, clipping and AdamW, in the TorchScript dialect
# that libtorch reads from an archive. Letters for shapes as in llama.py; W counts the completion tokens of the batch. Everything
# here runs outside inference mode: inference tensors cannot be saved for gradients.
#
# Trained tensors, norms, the residual stream and the loss are float32. Frozen matrices, what they are multiplied by, attention and the
# gradients of these are of the data type: 6 float32, 15 bfloat16.
#
# What is trained, and where it enters, is the method's, in files that go on with this class: a training_linear_*.py or a method's own
# has adapted(), which computes the linear layers that share an input at once; a training_rows_*.py or a method's own has inserted(), enter(), leave(), past() and exported(). The trained tensors, first and second
# moments are lists in the order of the method's slots.
class LlamaTraining(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  data_type : int
  layers : int
  heads : int
  key_value_heads : int
  head_size : int
  epsilon : float
  theta : float
  projection_bias : bool
  head_norms : bool
  output_norms : bool
  attention_scale : float
  embedding_scale : float
  gelu : bool
  window : int
  sliding : List[int]
  local_theta : float
  beta_one : float
  beta_two : float
  adam_epsilon : float
  weight_decay : float
  clip : float
  embedding : List[Tensor]
  final_norm : List[Tensor]
  head : List[Tensor]
  weights : List[Tensor]
  probe_operands : List[Tensor]
  trained : List[Tensor]
  first_moments : List[Tensor]
  second_moments : List[Tensor]
  gathered : List[Tensor]

  def configure(self: __torch__.LlamaTraining, layers: int, heads: int, key_value_heads: int, head_size: int, epsilon: float, theta: float) -> int:
    self.layers = layers
    self.heads = heads
    self.key_value_heads = key_value_heads
    self.head_size = head_size
    self.epsilon = epsilon
    self.theta = theta
    return 0

  # How blocks differ from llama's, see configure in llama.py.
  def configure_design(self: __torch__.LlamaTraining, projection_bias: bool, head_norms: bool, output_norms: bool, attention_scale: float, embedding_scale: float, gelu: bool, window: int, sliding: List[int], local_theta: float) -> int:
    self.projection_bias = projection_bias
    self.head_norms = head_norms
    self.output_norms = output_norms
    self.attention_scale = attention_scale
    self.embedding_scale = embedding_scale
    self.gelu = gelu
    self.window = window
    self.sliding = sliding
    self.local_theta = local_theta
    return 0

  # Before the weights are loaded.
  def configure_type(self: __torch__.LlamaTraining, data_type: int) -> int:
    self.data_type = data_type
    return 0

  def configure_optimiser(self: __torch__.LlamaTraining, beta_one: float, beta_two: float, epsilon: float, weight_decay: float, clip: float) -> int:
    self.beta_one = beta_one
    self.beta_two = beta_two
    self.adam_epsilon = epsilon
    self.weight_decay = weight_decay
    self.clip = clip
    return 0

  # A frozen matrix in the data type; what is of the type already is kept, not copied: its memory is libtorch's own.
  def frozen(self: __torch__.LlamaTraining, weight: Tensor) -> Tensor:
    return torch.to(weight, self.data_type)

  def load_ends(self: __torch__.LlamaTraining, w: List[Tensor]) -> Tensor:
    self.embedding = [(self).frozen(w[0])]                                                     # [V, D]
    self.final_norm = [torch.clone(w[1])]                                                      # [D]
    self.head = [self.embedding[0]]                                                            # [V, D]
    if torch.len(w) > 2:
      self.head = [(self).frozen(w[2])]
    return torch.zeros([1])

  # w: norm, q, k, v, o, norm, gate, up, down; then what the design has of: three biases, two norms of heads, two of outputs.
  # Kept: norm; q, k, v joined; o; norm; gate, up joined; down; then the biases joined, the norms of all query and key heads, those of outputs.
  def load_layer(self: __torch__.LlamaTraining, w: List[Tensor]) -> Tensor:
    torch.append(self.weights, torch.clone(w[0]))                                              # [D]
    torch.append(self.weights, (self).frozen(torch.cat([w[1], w[2], w[3]], 0)))                # [(H + 2K) E, D]
    torch.append(self.weights, (self).frozen(w[4]))                                            # [D, H E]
    torch.append(self.weights, torch.clone(w[5]))                                              # [D]
    torch.append(self.weights, (self).frozen(torch.cat([w[6], w[7]], 0)))                      # [2F, D]
    torch.append(self.weights, (self).frozen(w[8]))                                            # [D, F]
    at = 9
    if self.projection_bias:
      torch.append(self.weights, (self).frozen(torch.cat([w[at], w[at + 1], w[at + 2]], 0)))   # [(H + 2K) E]
      at = at + 3
    if self.head_norms:
      torch.append(self.weights, torch.cat([torch.expand(w[at], [self.heads, -1]), torch.expand(w[at + 1], [self.key_value_heads, -1])], 0))  # [H + K, E]
      at = at + 2
    if self.output_norms:
      torch.append(self.weights, torch.clone(w[at]))                                           # [D]
      torch.append(self.weights, torch.clone(w[at + 1]))                                       # [D]
    return torch.zeros([1])

  # Trained tensors, first moments, second moments, one after the other.
  def restore(self: __torch__.LlamaTraining, state: List[Tensor]) -> Tensor:
    count = torch.floordiv(torch.len(state), 3)
    self.trained = annotate(List[Tensor], [])
    self.first_moments = annotate(List[Tensor], [])
    self.second_moments = annotate(List[Tensor], [])
    for i in range(count):
      torch.append(self.trained, torch.requires_grad_(torch.clone(state[i]), True))
      torch.append(self.first_moments, torch.clone(state[count + i]))
      torch.append(self.second_moments, torch.clone(state[2 * count + i]))
    return torch.zeros([1])

  def state(self: __torch__.LlamaTraining) -> List[Tensor]:
    state = annotate(List[Tensor], [])
    for i in range(torch.len(self.trained)):
      torch.append(state, torch.clone(torch.detach(self.trained[i])))
    for i in range(torch.len(self.trained)):
      torch.append(state, torch.clone(self.first_moments[i]))
    for i in range(torch.len(self.trained)):
      torch.append(state, torch.clone(self.second_moments[i]))
    return state

  # What the finished adapter holds, of the trained tensors as they stand.
  def finished(self: __torch__.LlamaTraining) -> List[Tensor]:
    finished = annotate(List[Tensor], [])
    exported = (self).exported()
    for i in range(torch.len(exported)):
      torch.append(finished, torch.clone(torch.detach(exported[i])))
    return finished

  # x W^T by oneDNN in both types, and so is its gradient: in float32 the plain product is MKL's, at half the speed where a processor is not Intel's.
  def product(self: __torch__.LlamaTraining, x: Tensor, weight: Tensor) -> Tensor:
    if self.data_type == 6:
      return torch.to_dense(torch.mkldnn_linear(torch.to_mkldnn(x), weight, None))
    return torch.linear(x, weight)                                                             # [N, out]

  # y + x W^T, rounded once: added to a product that is rounded already, what training has changed would be less than half of its last
  # bit, and lost, until it has grown.
  def product_onto(self: __torch__.LlamaTraining, y: Tensor, x: Tensor, weight: Tensor) -> Tensor:
    if self.data_type == 6:
      return torch.add(y, (self).product(x, weight))
    return torch.addmm(y, x, torch.t(weight))                                                  # [N, out]

  # x W^T, and a bias where there is one; bias: where it lies, or -1.
  def linear(self: __torch__.LlamaTraining, x: Tensor, weight: Tensor, bias: int) -> Tensor:
    y = (self).product(x, weight)
    if bias >= 0:
      y = torch.add(y, self.weights[bias])
    return y

  # [W, V] in float32.
  def logits(self: __torch__.LlamaTraining, hidden: Tensor) -> Tensor:
    return torch.to((self).product(torch.to(hidden, self.data_type), self.head[0]), 6)

  # Cosine and sine of the rotary angles of the T places from before on, [T, 1, E] each.
  def rotation(self: __torch__.LlamaTraining, before: int, length: int, theta: float) -> List[Tensor]:
    exponent = torch.div(torch.arange(0, self.head_size, 2, dtype=6), self.head_size)          # [E/2]
    frequency = torch.reciprocal(torch.pow(theta, exponent))                                   # [E/2]
    angle = torch.outer(torch.arange(before, before + length, dtype=6), frequency)             # [T, E/2]
    cosine = torch.unsqueeze(torch.cat([torch.cos(angle), torch.cos(angle)], 1), 1)
    sine = torch.unsqueeze(torch.cat([torch.neg(torch.sin(angle)), torch.sin(angle)], 1), 1)
    return [cosine, sine]

  # What may not be seen of S = before + T places: what comes later, and with a window what is as far before as it is long. [T, S]
  def mask(self: __torch__.LlamaTraining, before: int, length: int, window: int) -> Tensor:
    at = torch.arange(before + length)
    distance = torch.sub(torch.unsqueeze(torch.narrow(at, 0, before, length), 1), at)
    hidden = torch.lt(distance, 0)
    if window > 0:
      hidden = torch.bitwise_or(hidden, torch.ge(distance, window))
    return torch.to(torch.masked_fill(torch.zeros([length, before + length]), hidden, -3.3895313892515355e+38), self.data_type)

  # Masks of full and of sliding layers; empty where the fused kernel needs no more than to know that attention is causal.
  def masks(self: __torch__.LlamaTraining, before: int, longest: int) -> List[Tensor]:
    full = torch.zeros([0])
    if before > 0 or longest <= 256:
      full = (self).mask(before, longest, 0)
    sliding = full
    if self.window > 0 and before + longest > self.window:
      sliding = (self).mask(before, longest, self.window)
    return [full, sliding]

  # Rows one after the other, [N, C], as rows of the longest one's length T, [B, T, C], with zeros at their ends.
  def padded(self: __torch__.LlamaTraining, x: Tensor, lengths: List[int], longest: int) -> Tensor:
    rows = torch.split_with_sizes(x, lengths, 0)
    parts = annotate(List[Tensor], [])
    for r in range(torch.len(lengths)):
      torch.append(parts, rows[r])
      if lengths[r] < longest:
        torch.append(parts, torch.zeros([longest - lengths[r], torch.size(x, 1)], dtype=self.data_type))
    return torch.view(torch.cat(parts, 0), [torch.len(lengths), longest, -1])

  # Back again.
  def unpadded(self: __torch__.LlamaTraining, x: Tensor, lengths: List[int]) -> Tensor:
    rows = torch.unbind(x, 0)
    parts = annotate(List[Tensor], [])
    for r in range(torch.len(lengths)):
      torch.append(parts, torch.narrow(rows[r], 0, 0, lengths[r]))
    return torch.cat(parts, 0)

  # Causal attention of query heads in groups, each over its key head. Up to 256 tokens plain products are several times faster than
  # the fused kernel and its gradient; longer rows take the fused one, whose memory does not grow with the square, each at its own length.
  # Padding stands behind a row, where the mask hides it from all that counts.
  # past: keys and values that lie before every row's own, [P, K, E] each, or nothing; P is 0 then, and S is P + T.
  def attend(self: __torch__.LlamaTraining, q: Tensor, k: Tensor, v: Tensor, lengths: List[int], mask: Tensor, past: List[Tensor]) -> Tensor:
    b = torch.size(q, 0)
    t = torch.size(q, 1)
    kv = self.key_value_heads
    g = torch.floordiv(self.heads, kv)
    e = self.head_size
    if torch.len(past) > 0:
      k = torch.cat([torch.expand(torch.unsqueeze(torch.to(past[0], self.data_type), 0), [b, -1, -1, -1]), k], 1)
      v = torch.cat([torch.expand(torch.unsqueeze(torch.to(past[1], self.data_type), 0), [b, -1, -1, -1]), v], 1)
    s = torch.size(k, 1)
    query = torch.permute(torch.view(q, [b, t, kv, g, e]), [0, 2, 3, 1, 4])                    # [B, K, G, T, E]
    key = torch.transpose(k, 1, 2)                                                             # [B, K, S, E]
    value = torch.transpose(v, 1, 2)
    if t <= 256:
      query = torch.reshape(torch.mul(query, self.attention_scale), [b * kv, g * t, e])
      scores = torch.bmm(query, torch.transpose(torch.reshape(key, [b * kv, s, e]), 1, 2))     # [B K, G T, S]
      p = torch.softmax(torch.add(torch.view(scores, [b * kv, g, t, s]), mask), -1)            # [B K, G, T, S]
      a = torch.bmm(torch.view(p, [b * kv, g * t, s]), torch.reshape(value, [b * kv, s, e]))   # [B K, G T, E]
      return torch.reshape(torch.permute(torch.view(a, [b, kv, g, t, e]), [0, 3, 1, 2, 4]), [b, t, self.heads * e])
    mixed = annotate(List[Tensor], [])
    for r in range(b):
      n = lengths[r]
      seen = s - t + n
      one = torch.narrow(torch.select(query, 0, r), 2, 0, n)                                   # [K, G, n, E]
      keys = torch.expand(torch.unsqueeze(torch.narrow(torch.select(key, 0, r), 1, 0, seen), 1), [-1, g, -1, -1])
      values = torch.expand(torch.unsqueeze(torch.narrow(torch.select(value, 0, r), 1, 0, seen), 1), [-1, g, -1, -1])
      if torch.numel(mask) > 0:
        shown = torch.view(torch.contiguous(torch.narrow(torch.narrow(mask, 0, 0, n), 1, 0, seen)), [1, 1, n, seen])
        a = torch.scaled_dot_product_attention(one, keys, values, shown, scale=self.attention_scale)
      else:
        a = torch.scaled_dot_product_attention(one, keys, values, None, 0., True, scale=self.attention_scale)    # [K, G, n, E]
      torch.append(mixed, torch.reshape(torch.permute(a, [2, 0, 1, 3]), [n, self.heads * e]))
    return (self).padded(torch.cat(mixed, 0), lengths, t)                                      # [B, T, H E]

  # Hidden states of the W wanted tokens, [W, D]: behind the last layer's keys and values nothing else is computed. N counts what the
  # method puts before the rows too.
  def forward(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: List[int], wanted: Tensor) -> Tensor:
    h = self.heads
    kv = self.key_value_heads
    e = self.head_size
    past = (self).past()                                                                       # keys, values of layer 0, keys ...
    before = 0
    if torch.len(past) > 0:
      before = torch.size(past[0], 0)
    lengths = annotate(List[int], [])
    for r in range(torch.len(row_lengths)):
      torch.append(lengths, row_lengths[r] + (self).inserted())
    b = torch.len(lengths)
    longest = ops.prim.max(lengths)                                                            # T
    full = (self).rotation(before, longest, self.theta)
    local = full
    if self.window > 0:
      local = (self).rotation(before, longest, self.local_theta)
    masks = (self).masks(before, longest)
    # Where a layer's further weights begin, and how many it has in all.
    bias = 6
    head_norm = bias + 1 if self.projection_bias else bias
    output_norm = head_norm + 1 if self.head_norms else head_norm
    stride = output_norm + 2 if self.output_norms else output_norm
    x = torch.to(torch.embedding(self.embedding[0], ids), 6)                                   # [N, D]
    if self.embedding_scale != 1.:
      x = torch.mul(x, self.embedding_scale)
    x = (self).enter(x, row_lengths)
    wanted = torch.index_select((self).leave(torch.arange(torch.size(x, 0)), row_lengths), 0, wanted)            # [W] of N
    d = torch.size(x, 1)
    f = torch.size(self.weights[5], 1)
    for i in range(self.layers):
      o = stride * i
      slides = self.sliding[i] == 1
      rotation = local if slides else full
      z = torch.to(torch.rms_norm(x, [d], self.weights[o], self.epsilon), self.data_type)      # [N, D]
      y = (self).adapted(z, self.weights[o + 1], o + bias if self.projection_bias else -1, i, 0, [h * e, kv * e, kv * e])
      y = torch.view((self).padded(y, lengths, longest), [b, longest, h + 2 * kv, e])          # [B, T, H + 2K, E]
      both, v = torch.split_with_sizes(y, [h + kv, kv], 2)                                     # [B, T, H + K, E], [B, T, K, E]
      both = torch.to(both, 6)                                                                 # once: operators on mixed types are slow
      if self.head_norms:
        both = torch.mul(torch.rms_norm(both, [e], None, self.epsilon), self.weights[o + head_norm])
      turned = torch.add(torch.mul(both, rotation[0]), torch.mul(torch.roll(both, [torch.floordiv(e, 2)], [3]), rotation[1]))
      q, k = torch.split_with_sizes(torch.to(turned, self.data_type), [h, kv], 2)              # [B, T, H, E], [B, T, K, E]
      a = (self).attend(q, k, v, lengths, masks[1] if slides else masks[0], torch.slice(past, 2 * i, 2 * i + 2, 1))
      a = (self).unpadded(a, lengths)                                                          # [N, H E]
      if i == self.layers - 1:
        x = torch.index_select(x, 0, wanted)                                                   # N is W from here on
        a = torch.index_select(a, 0, wanted)
      y = torch.to((self).adapted(a, self.weights[o + 2], -1, i, 3, [d]), 6)                   # [N, D]
      if self.output_norms:
        y = torch.rms_norm(y, [d], self.weights[o + output_norm], self.epsilon)
      x = torch.add(x, y)                                                                      # [N, D]
      z = torch.to(torch.rms_norm(x, [d], self.weights[o + 3], self.epsilon), self.data_type)  # [N, D]
      gate, up = torch.split_with_sizes((self).adapted(z, self.weights[o + 4], -1, i, 4, [f, f]), [f, f], 1)
      gate = torch.gelu(gate, approximate="tanh") if self.gelu else torch.silu(gate)           # [N, F]
      y = torch.to((self).adapted(torch.mul(gate, up), self.weights[o + 5], -1, i, 6, [d]), 6)
      if self.output_norms:
        y = torch.rms_norm(y, [d], self.weights[o + output_norm + 1], self.epsilon)
      x = torch.add(x, y)
    return torch.rms_norm(x, [d], self.final_norm[0], self.epsilon)                            # [W, D]

  # Loss of the W wanted tokens as their part of the mean over total tokens, and the gradients of all trained tensors. Logits exist for 128 tokens at a time: their
  # gradient goes back to the hidden states at once, and from there through the network in one pass.
  def gradients(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor, gold: Tensor, total: int) -> List[Tensor]:
    lengths = annotate(List[int], [])
    for r in range(torch.size(row_lengths, 0)):
      torch.append(lengths, int(torch.select(row_lengths, 0, r)))
    hidden = (self).forward(ids, lengths, wanted)                                              # [W, D]
    count = torch.size(hidden, 0)
    cut = torch.requires_grad_(torch.clone(torch.detach(hidden)), True)                        # [W, D]
    loss = torch.zeros([1])
    back = annotate(List[Tensor], [])
    for first in range(0, count, 128):
      size = ops.prim.min(128, count - first)
      logits = (self).logits(torch.narrow(cut, 0, first, size))                                # [size, V]
      part = torch.div(torch.cross_entropy_loss(logits, torch.narrow(gold, 0, first, size), None, 2), total)
      gradient = torch.autograd.grad([part], [cut])[0]
      if gradient is not None:
        torch.append(back, torch.narrow(gradient, 0, first, size))
      loss = torch.add(loss, torch.detach(part))
    results = [loss]
    all_gradients = torch.autograd.grad([hidden], self.trained, annotate(List[Optional[Tensor]], [torch.cat(back, 0)]))
    for i in range(torch.len(all_gradients)):
      gradient = all_gradients[i]
      if gradient is not None:
        torch.append(results, torch.contiguous(gradient))                                      # the optimiser's kernel reads it as it lies
    return results

  # The start-up probe: how far a product and its gradient in the data type are off from plain float32, relative to it. w: one matrix.
  def probe(self: __torch__.LlamaTraining, w: List[Tensor]) -> Tensor:
    size = torch.size(w[0], 1)
    x = torch.view(torch.sin(torch.arange(256 * size, dtype=6)), [256, size])                  # [256, in]
    self.probe_operands = [torch.clone(torch.to(x, self.data_type)), (self).frozen(w[0])]
    found = (self).probed()
    y = torch.linear(x, w[0])                                                                  # [256, out]
    exact = [y, torch.mm(y, w[0])]
    errors = annotate(List[Tensor], [])
    for i in range(2):
      torch.append(errors, torch.div(torch.norm(torch.sub(torch.to(found[i], 6), exact[i])), torch.norm(exact[i])))
    return torch.max(torch.stack(errors))

  # A product and the gradient of half its square's sum.
  def probed(self: __torch__.LlamaTraining) -> List[Tensor]:
    x = torch.requires_grad_(torch.detach(self.probe_operands[0]), True)
    torch.set_grad_enabled(True)
    y = (self).product(x, self.probe_operands[1])
    gradients = torch.autograd.grad([y], [x], annotate(List[Optional[Tensor]], [torch.detach(y)]))
    torch.set_grad_enabled(False)
    results = [torch.detach(y)]
    for i in range(torch.len(gradients)):
      gradient = gradients[i]
      if gradient is not None:
        torch.append(results, gradient)
    return results

  # For the time that it takes.
  def probe_again(self: __torch__.LlamaTraining) -> Tensor:
    found = (self).probed()
    return torch.zeros([torch.len(found)])

  # For tests: loss and gradients without a step.
  def gradients_only(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor, gold: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(True)
    results = (self).gradients(ids, row_lengths, wanted, gold, torch.size(wanted, 0))
    torch.set_grad_enabled(False)
    return results

  # Rows of a step that aren't its last: their loss and gradients wait for it. numbers: [number of these rows' batch in the
  # step from 0, seed of its dropout, completion tokens of the whole step] int64.
  def gather(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor, gold: Tensor, numbers: Tensor) -> Tensor:
    if int(torch.select(numbers, 0, 0)) == 0:
      self.gathered = annotate(List[Tensor], [])
    torch.manual_seed(int(torch.select(numbers, 0, 1)))
    torch.set_grad_enabled(True)
    results = (self).gradients(ids, row_lengths, wanted, gold, int(torch.select(numbers, 0, 2)))
    torch.set_grad_enabled(False)
    if torch.len(self.gathered) == 0:
      self.gathered = results
    else:
      torch._foreach_add_(self.gathered, results)
    return torch.zeros([1])

  # One optimiser step, with the gradients of these rows and those that were gathered before. numbers: [number of this step
  # from 1, seed of these rows' dropout, completion tokens of the whole step, batches gathered] int64. Returns [loss, gradient
  # norm]; where one of them is not finite nothing is changed.
  def step(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor, gold: Tensor, numbers: Tensor, learning_rate: Tensor) -> Tensor:
    torch.manual_seed(int(torch.select(numbers, 0, 1)))
    torch.set_grad_enabled(True)
    results = (self).gradients(ids, row_lengths, wanted, gold, int(torch.select(numbers, 0, 2)))
    torch.set_grad_enabled(False)
    if int(torch.select(numbers, 0, 3)) > 0:
      torch._foreach_add_(results, self.gathered)
      self.gathered = annotate(List[Tensor], [])
    gradients = annotate(List[Tensor], [])
    squares = annotate(List[Tensor], [])
    steps = annotate(List[Tensor], [])
    for i in range(1, torch.len(results)):
      torch.append(gradients, results[i])
      torch.append(squares, torch.sum(torch.square(results[i])))
      torch.append(steps, torch.to(torch.select(numbers, 0, 0), 6))
    norm = torch.sqrt(torch.sum(torch.stack(squares)))
    report = torch.cat([torch.view(results[0], [1]), torch.view(norm, [1])], 0)                # [2]
    if bool(torch.all(torch.isfinite(report))):
      if self.clip > 0.:
        factor = torch.clamp(torch.div(self.clip, torch.add(norm, 9.9999999999999995e-07)), None, 1.)
        torch._foreach_mul_(gradients, factor)
      torch._fused_adamw_(self.trained, gradients, self.first_moments, self.second_moments, annotate(List[Tensor], []), steps, lr=float(learning_rate), beta1=self.beta_one, beta2=self.beta_two, weight_decay=self.weight_decay, eps=self.adam_epsilon, amsgrad=False, maximize=False, grad_scale=None, found_inf=None)
    return report
