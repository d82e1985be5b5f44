# One step of a warm start on llama and what differs from it as BlockDesign says: forward, loss, gradients, clipping and AdamW, in the TorchScript dialect
# that libtorch reads from an archive. Letters for shapes as in llama.py; W counts the completion tokens of the batch. Everything
# here runs outside inference mode: inference tensors cannot be saved for gradients.
#
# What is trained, and where it enters, is the method's, in files that go on with this class: a training_linear_*.py or a method's own
# has adapted(); a training_rows_*.py or a method's own has inserted(), enter(), leave(), past() and exported(). The trained tensors, first and second
# moments are lists in the order of the method's slots.
class LlamaTraining(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
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
  trained : List[Tensor]
  first_moments : List[Tensor]
  second_moments : List[Tensor]

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

  def configure_optimiser(self: __torch__.LlamaTraining, beta_one: float, beta_two: float, epsilon: float, weight_decay: float, clip: float) -> int:
    self.beta_one = beta_one
    self.beta_two = beta_two
    self.adam_epsilon = epsilon
    self.weight_decay = weight_decay
    self.clip = clip
    return 0

  def load_ends(self: __torch__.LlamaTraining, w: List[Tensor]) -> Tensor:
    self.embedding = [torch.clone(w[0])]                                                       # [V, D]
    self.final_norm = [torch.clone(w[1])]                                                      # [D]
    self.head = [self.embedding[0]]                                                            # [V, D]
    if torch.len(w) > 2:
      self.head = [torch.clone(w[2])]
    return torch.zeros([1])

  # Norm, q, k, v, o, norm, gate, up, down; then what the design has of: three biases, two norms of heads, two of outputs.
  def load_layer(self: __torch__.LlamaTraining, w: List[Tensor]) -> Tensor:
    for i in range(torch.len(w)):
      torch.append(self.weights, torch.clone(w[i]))
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

  # x W^T, [N, out], and a bias where there is one; bias: where it lies, or -1.
  def linear(self: __torch__.LlamaTraining, x: Tensor, weight: Tensor, bias: int) -> Tensor:
    y = torch.linear(x, weight)
    if bias >= 0:
      y = torch.add(y, self.weights[bias])
    return y

  # Cosine and sine of the rotary angles, [N, 1, E] each.
  def rotation(self: __torch__.LlamaTraining, positions: Tensor, theta: float) -> List[Tensor]:
    exponent = torch.div(torch.arange(0, self.head_size, 2, dtype=6), self.head_size)          # [E/2]
    frequency = torch.reciprocal(torch.pow(theta, exponent))                                   # [E/2]
    angle = torch.outer(positions, frequency)                                                  # [N, E/2]
    cosine = torch.unsqueeze(torch.cat([torch.cos(angle), torch.cos(angle)], 1), 1)
    sine = torch.unsqueeze(torch.cat([torch.neg(torch.sin(angle)), torch.sin(angle)], 1), 1)
    return [cosine, sine]

  # norm: where the weights of q's or k's norm lie, or -1 where the network has none.
  def turn(self: __torch__.LlamaTraining, x: Tensor, heads: int, norm: int, cosine: Tensor, sine: Tensor) -> Tensor:
    x = torch.view(x, [torch.size(x, 0), heads, self.head_size])                               # [N, heads, E]
    if norm >= 0:
      x = torch.rms_norm(x, [self.head_size], self.weights[norm], self.epsilon)
    return torch.add(torch.mul(x, cosine), torch.mul(torch.roll(x, [torch.floordiv(self.head_size, 2)], [2]), sine))

  # Causal attention, each row at its own length; keys and values are views for their group of query heads. window: 0 for none.
  # past: keys and values that lie before every row's own, [P, K, E] each, or nothing; P is 0 then, and S is P + T.
  def attend(self: __torch__.LlamaTraining, q: Tensor, k: Tensor, v: Tensor, lengths: List[int], window: int, past: List[Tensor]) -> Tensor:
    kv = self.key_value_heads
    g = torch.floordiv(self.heads, kv)
    e = self.head_size
    queries = torch.split_with_sizes(q, lengths, 0)
    keys = torch.split_with_sizes(k, lengths, 0)
    values = torch.split_with_sizes(v, lengths, 0)
    before = 0
    if torch.len(past) > 0:
      before = torch.size(past[0], 0)
    mixed = annotate(List[Tensor], [])
    for r in range(torch.len(lengths)):
      t = lengths[r]
      s = before + t
      row_keys = keys[r]                                                                       # [S, K, E]
      row_values = values[r]
      if before > 0:
        row_keys = torch.cat([past[0], row_keys], 0)
        row_values = torch.cat([past[1], row_values], 0)
      query = torch.view(torch.transpose(queries[r], 0, 1), [kv, g, t, e])                     # [K, G, T, E]
      key = torch.expand(torch.unsqueeze(torch.transpose(row_keys, 0, 1), 1), [-1, g, -1, -1])                   # [K, G, S, E]
      value = torch.expand(torch.unsqueeze(torch.transpose(row_values, 0, 1), 1), [-1, g, -1, -1])
      windowed = window > 0 and s > window
      if windowed or before > 0:
        at = torch.arange(s)
        distance = torch.sub(torch.unsqueeze(torch.narrow(at, 0, before, t), 1), at)           # [T, S]
        hidden = torch.lt(distance, 0)
        if windowed:
          hidden = torch.bitwise_or(hidden, torch.ge(distance, window))
        mask = torch.view(torch.masked_fill(torch.zeros([t, s]), hidden, -3.4028234663852886e+38), [1, 1, t, s])
        a = torch.scaled_dot_product_attention(query, key, value, mask, scale=self.attention_scale)
      else:
        a = torch.scaled_dot_product_attention(query, key, value, None, 0., True, scale=self.attention_scale)    # [K, G, T, E]
      torch.append(mixed, torch.reshape(torch.permute(a, [2, 0, 1, 3]), [t, self.heads * e]))  # [T, H E]
    return torch.cat(mixed, 0)                                                                 # [N, H E]

  # N counts what the method puts before the rows too; the result is of the tokens of ids alone.
  def forward(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: List[int]) -> Tensor:
    kv = self.key_value_heads
    e = self.head_size
    past = (self).past()                                                                       # keys, values of layer 0, keys ...
    before = 0
    if torch.len(past) > 0:
      before = torch.size(past[0], 0)
    lengths = annotate(List[int], [])
    places = annotate(List[Tensor], [])
    for r in range(torch.len(row_lengths)):
      torch.append(lengths, row_lengths[r] + (self).inserted())
      torch.append(places, torch.arange(before, before + lengths[r], dtype=6))
    positions = torch.cat(places, 0)                                                           # [N]
    full = (self).rotation(positions, self.theta)
    local = full
    if self.window > 0:
      local = (self).rotation(positions, self.local_theta)
    # Where a layer's further weights begin, and how many it has in all.
    bias = 9
    head_norm = 9
    if self.projection_bias:
      head_norm = head_norm + 3
    output_norm = head_norm
    if self.head_norms:
      output_norm = output_norm + 2
    stride = output_norm
    if self.output_norms:
      stride = stride + 2
    x = torch.embedding(self.embedding[0], ids)                                                # [N, D]
    if self.embedding_scale != 1.:
      x = torch.mul(x, self.embedding_scale)
    x = (self).enter(x, row_lengths)
    n = torch.size(x, 0)
    d = torch.size(x, 1)
    for i in range(self.layers):
      o = stride * i
      slides = self.sliding[i] == 1
      rotation = local if slides else full
      cosine = rotation[0]
      sine = rotation[1]
      q_bias = o + bias if self.projection_bias else -1
      k_bias = o + bias + 1 if self.projection_bias else -1
      v_bias = o + bias + 2 if self.projection_bias else -1
      q_norm = o + head_norm if self.head_norms else -1
      k_norm = o + head_norm + 1 if self.head_norms else -1
      z = torch.rms_norm(x, [d], self.weights[o], self.epsilon)                                # [N, D]
      q = (self).turn((self).adapted(z, self.weights[o + 1], q_bias, i, 0), self.heads, q_norm, cosine, sine)    # [N, H, E]
      k = (self).turn((self).adapted(z, self.weights[o + 2], k_bias, i, 1), kv, k_norm, cosine, sine)            # [N, K, E]
      v = torch.view((self).adapted(z, self.weights[o + 3], v_bias, i, 2), [n, kv, e])         # [N, K, E]
      layer_past = torch.slice(past, 2 * i, 2 * i + 2, 1)
      y = (self).attend(q, k, v, lengths, self.window if slides else 0, layer_past)            # [N, H E]
      y = (self).adapted(y, self.weights[o + 4], -1, i, 3)                                     # [N, D]
      if self.output_norms:
        y = torch.rms_norm(y, [d], self.weights[o + output_norm], self.epsilon)
      x = torch.add(x, y)                                                                      # [N, D]
      z = torch.rms_norm(x, [d], self.weights[o + 5], self.epsilon)                            # [N, D]
      gate = (self).adapted(z, self.weights[o + 6], -1, i, 4)                                  # [N, F]
      gate = torch.gelu(gate, approximate="tanh") if self.gelu else torch.silu(gate)
      y = (self).adapted(torch.mul(gate, (self).adapted(z, self.weights[o + 7], -1, i, 5)), self.weights[o + 8], -1, i, 6)
      if self.output_norms:
        y = torch.rms_norm(y, [d], self.weights[o + output_norm + 1], self.epsilon)
      x = torch.add(x, y)
    return torch.rms_norm((self).leave(x, row_lengths), [d], self.final_norm[0], self.epsilon)

  # Mean loss over the W wanted tokens and the gradients of all trained tensors. Logits exist for 128 tokens at a time: their
  # gradient goes back to the hidden states at once, and from there through the network in one pass.
  def gradients(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor, gold: Tensor) -> List[Tensor]:
    lengths = annotate(List[int], [])
    for r in range(torch.size(row_lengths, 0)):
      torch.append(lengths, int(torch.select(row_lengths, 0, r)))
    hidden = torch.index_select((self).forward(ids, lengths), 0, wanted)                       # [W, D]
    count = torch.size(hidden, 0)
    cut = torch.requires_grad_(torch.clone(torch.detach(hidden)), True)                        # [W, D]
    loss = torch.zeros([1])
    back = annotate(List[Tensor], [])
    for first in range(0, count, 128):
      size = ops.prim.min(128, count - first)
      logits = torch.linear(torch.narrow(cut, 0, first, size), self.head[0])                   # [size, V]
      part = torch.div(torch.cross_entropy_loss(logits, torch.narrow(gold, 0, first, size), None, 2), count)
      gradient = torch.autograd.grad([part], [cut])[0]
      if gradient is not None:
        torch.append(back, torch.narrow(gradient, 0, first, size))
      loss = torch.add(loss, torch.detach(part))
    results = [loss]
    all_gradients = torch.autograd.grad([hidden], self.trained, annotate(List[Optional[Tensor]], [torch.cat(back, 0)]))
    for i in range(torch.len(all_gradients)):
      gradient = all_gradients[i]
      if gradient is not None:
        torch.append(results, gradient)
    return results

  # For tests: loss and gradients without a step.
  def gradients_only(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor, gold: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(True)
    results = (self).gradients(ids, row_lengths, wanted, gold)
    torch.set_grad_enabled(False)
    return results

  # One optimiser step. numbers: [number of this step from 1, seed of its dropout] int64. Returns [loss, gradient norm];
  # where one of them is not finite nothing is changed.
  def step(self: __torch__.LlamaTraining, ids: Tensor, row_lengths: Tensor, wanted: Tensor, gold: Tensor, numbers: Tensor, learning_rate: Tensor) -> Tensor:
    torch.manual_seed(int(torch.select(numbers, 0, 1)))
    torch.set_grad_enabled(True)
    results = (self).gradients(ids, row_lengths, wanted, gold)
    torch.set_grad_enabled(False)
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
