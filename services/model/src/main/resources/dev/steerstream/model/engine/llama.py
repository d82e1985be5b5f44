# The inference forward pass of llama and of what differs from it as BlockDesign says (Java), in the TorchScript dialect that
# libtorch reads from an archive. Other files go on with this class: attention.py, lora.py, adapters.py (what other adapters do), summary.py
# and observation.py (what steering needs of logits), probe.py, and the weight format's (linear_*.py: embed, pack, linear, load_ends, project).
#
# Letters for shapes:
#   N  tokens in this call, of all rows together    D  hidden size         V  vocabulary size
#   B  rows (a row is one context of one model)     F  intermediate size   R  stacked LoRA rank of a site
#   T  tokens of one row in this call               H  attention heads     K  key/value heads
#   L  positions visible to attention               G  = H / K             E  head size
#   S  slots of the cache                           C  its capacity
#
# Rows of unequal length lie one after the other in [N, ...]: linear layers see no padding, attention runs per row or bucket.
# Base weights are packed once and their kernel's bits do not depend on N (linear_cuda.py's may). Data type codes: 6 float32, 15 bfloat16.
# Every tensor is made on the module's device. So are those that come in, except out, sums, listed and tops: the host's memory, which is copied to.
# Matrix 4 i + site is layer i's: site 0 query, key, value; 1 attention output; 2 gate, up; 3 down. See LoraTarget.
class Llama(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  device : Device
  layers : int
  heads : int
  key_value_heads : int
  head_size : int
  epsilon_root : float
  head_epsilon_root : float
  attention_scale : float
  embedding_scale : float
  gelu : bool
  window : int
  sliding : List[int]
  weight_type : int
  cosine : List[Tensor]
  sine : List[Tensor]
  attention_norm : List[Tensor]
  feed_forward_norm : List[Tensor]
  final_norm : List[Tensor]
  projection_bias : List[Tensor]
  head_norm : List[Tensor]
  attention_output_norm : List[Tensor]
  feed_forward_output_norm : List[Tensor]
  embedding : List[Tensor]
  packed : List[Tensor]
  scales : List[Tensor]
  integers : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]
  keys : List[Tensor]
  values : List[Tensor]
  kept_keys : List[Tensor]
  kept_values : List[Tensor]
  triangle : List[Tensor]
  block_type : int
  many : bool
  own_tokens : int
  own_first : int
  own_end : int
  own_step : int
  strip : int
  before : List[int]

  # window: tokens that a sliding layer sees, 0 where there are none; sliding: for each layer 1 where it is one; local_theta is theirs.
  def configure(self: __torch__.Llama, layers: int, heads: int, key_value_heads: int, head_size: int, hidden: int, context: int, epsilon: float, theta: float, attention_scale: float, embedding_scale: float, gelu: bool, window: int, sliding: List[int], local_theta: float, weight_type: int, device: str) -> int:
    self.device = torch.device(device)                                                         # where tensors are made; what Java hands in lies there
    self.layers = layers
    self.heads = heads
    self.key_value_heads = key_value_heads
    self.head_size = head_size
    self.epsilon_root = torch.sqrt(torch.mul(epsilon, hidden))
    self.head_epsilon_root = torch.sqrt(torch.mul(epsilon, head_size))
    self.attention_scale = attention_scale
    self.embedding_scale = embedding_scale
    self.gelu = gelu
    self.window = window
    self.sliding = sliding
    self.weight_type = weight_type
    self.triangle = [torch.triu(torch.full([128, 128], -3.4028234663852886e+38, device=self.device), 1)]  # what a portion's queries may not see of its own positions
    angle = (self).angles(theta, context)
    self.cosine = [torch.cos(angle)]                                                           # [context, E] of full layers, and of sliding ones
    self.sine = [torch.sin(angle)]                                                             # the same
    if window > 0:
      angle = (self).angles(local_theta, context)
      torch.append(self.cosine, torch.cos(angle))
      torch.append(self.sine, torch.sin(angle))
    return 0

  # The type that a format which unpacks its matrices for a block multiplies in: 15 where the caller wants it and this processor
  # has bfloat16 products (else they are slower than float32's; oneDNN may also throw, which the caller catches), or 6.
  def choose_block_type(self: __torch__.Llama, wanted: int) -> int:
    self.block_type = 6
    if wanted == 15:
      if ops.mkldnn._is_mkldnn_bf16_supported():
        trial = torch.mm(torch.ones([64, 64], dtype=15, device=self.device), torch.ones([64, 64], dtype=15, device=self.device))
        self.block_type = 15
    return self.block_type

  # Rotary angles in float32, as the models were trained: position * theta^(-2j / E), the two halves of a head turned together,
  # the first one backwards.
  def angles(self: __torch__.Llama, theta: float, context: int) -> Tensor:
    exponent = torch.div(torch.arange(0, self.head_size, 2, dtype=6, device=self.device), self.head_size)  # [E/2]
    frequency = torch.reciprocal(torch.pow(theta, exponent))                                   # [E/2]
    angle = torch.outer(torch.arange(context, dtype=6, device=self.device), frequency)         # [context, E/2]
    return torch.cat([torch.neg(angle), angle], 1)                                             # [context, E]

  # A norm's weight times sqrt(D), see norm. The caller's memory may go away after the call: this is a copy.
  def norm_weight(self: __torch__.Llama, weight: Tensor) -> Tensor:
    return torch.mul(weight, torch.sqrt(float(torch.size(weight, 0))))                         # [D]

  # w: norm, q, k, v, o, norm, gate, up, down; a matrix is given in so many parts (one float32 tensor unless the format says otherwise).
  # Empty where the network has none: bias of q, k, v; norms of a query and a key head; norms of attention's and feed-forward's outputs.
  def load_layer(self: __torch__.Llama, w: List[Tensor], parts: int, bias: List[Tensor], head_norms: List[Tensor], output_norms: List[Tensor]) -> int:
    if torch.len(bias) > 0:
      joined = torch.cat(bias, 0)
      torch.append(self.projection_bias, torch.view(joined, [self.heads + 2 * self.key_value_heads, self.head_size]))  # [H + 2K, E]
    if torch.len(head_norms) > 0:
      query = torch.expand((self).norm_weight(head_norms[0]), [self.heads, -1])
      key = torch.expand((self).norm_weight(head_norms[1]), [self.key_value_heads, -1])
      torch.append(self.head_norm, torch.cat([query, key], 0))                                 # [H + K, E]
    if torch.len(output_norms) > 0:
      torch.append(self.attention_output_norm, (self).norm_weight(output_norms[0]))            # [D]
      torch.append(self.feed_forward_output_norm, (self).norm_weight(output_norms[1]))         # [D]
    torch.append(self.attention_norm, (self).norm_weight(w[0]))                                # [D]
    torch.append(self.feed_forward_norm, (self).norm_weight(w[4 * parts + 1]))                 # [D]
    query_key_value = annotate(List[Tensor], [])
    gate_up = annotate(List[Tensor], [])
    for p in range(parts):
      torch.append(query_key_value, torch.cat([w[1 + p], w[1 + parts + p], w[1 + 2 * parts + p]], 0))
      torch.append(gate_up, torch.cat([w[2 + 4 * parts + p], w[2 + 5 * parts + p]], 0))
    up = (self).pack(query_key_value)                                                          # [(H + 2K) E, D]
    up = (self).pack(w[1 + 3 * parts:1 + 4 * parts])                                           # [D, H E]
    up = (self).pack(gate_up)                                                                  # [2F, D]
    up = (self).pack(w[2 + 6 * parts:2 + 7 * parts])                                           # [D, F]
    return up

  # RMSNorm: x w / sqrt(mean(x^2) + epsilon) = x (w sqrt(D)) / hypot(|x|, sqrt(D epsilon)).
  def norm(self: __torch__.Llama, x: Tensor, weight: Tensor, floor: Tensor) -> Tensor:
    return torch.div_(torch.mul(x, weight), torch.hypot_(torch.linalg_vector_norm(x, 2, [-1], True), floor))     # [.., D]

  def embedded(self: __torch__.Llama, ids: Tensor) -> Tensor:
    x = (self).embed(ids)                                                                      # [N, D]
    if self.embedding_scale != 1.:
      x = torch.mul_(x, self.embedding_scale)
    return x

  # The forward pass up to the last norm. t > 0: t tokens per row against the cache (see attend_step); else blocks (see attend_block).
  # x: embeddings; window_masks: what sliding layers take; owners: each token's adapter, see adapters.py, which vectors and places belong to.
  def forward(self: __torch__.Llama, x: Tensor, positions: Tensor, t: int, position: int, first: int, starts: List[int], lengths: List[int], slots: List[int], masks: List[Tensor], window_masks: List[Tensor], prefix: List[Tensor], lora: List[Tensor], lora_masks: List[Tensor], sites: List[int], groups: int, fixed: bool, lone: int, routes: List[Tensor], owners: Tensor, vectors: List[Tensor], places: List[int]) -> Tensor:
    n = torch.size(x, 0)
    h = self.heads
    k = self.key_value_heads
    e = self.head_size
    half = [torch.floordiv(e, 2)]
    # Queries and keys turn by their position; values pass unturned (cosine 1, sine 0), so that the three stay one tensor.
    # Attention's scale is in the queries' cosine and sine. Sliding layers have the second table.
    scale = torch.cat([torch.full([h, 1], self.attention_scale, device=self.device), torch.ones([k, 1], device=self.device)], 0)  # [H + K, 1]
    cosines = annotate(List[Tensor], [])
    sines = annotate(List[Tensor], [])
    for table in range(torch.len(self.cosine)):
      cosine = torch.mul(torch.unsqueeze(torch.embedding(self.cosine[table], positions), 1), scale)              # [N, H + K, E]
      torch.append(cosines, torch.cat([cosine, torch.ones([n, k, e], device=self.device)], 1))  # [N, H + 2K, E]
      sine = torch.mul(torch.unsqueeze(torch.embedding(self.sine[table], positions), 1), scale)
      torch.append(sines, torch.cat([sine, torch.zeros([n, k, e], device=self.device)], 1))    # [N, H + 2K, E]
    row_index = torch.arange(n, device=self.device)                                            # [N]
    floor = torch.full([1], self.epsilon_root, device=self.device)
    head_floor = torch.full([1], self.head_epsilon_root, device=self.device)
    # Which sites any adapter of the batch changes; no adapters, no sites.
    on = [False, False, False, False]
    for site in range(torch.len(sites)):
      on[site] = sites[site] >= 0
    # Where any vectors multiply, see adapters.py; looked up once, since every look-up costs an interpreter's step.
    scaling = (self).scaling(places)
    scales_qkv_inputs = scaling[6] or scaling[7] or scaling[8]
    scales_qkv = scaling[0]
    scales_attention = scaling[4]
    scales_attention_output = scaling[1]
    scales_gate_up_inputs = scaling[9] or scaling[10]
    scales_gate_up = scaling[2]
    scales_down_input = scaling[5]
    scales_down = scaling[3]
    for i in range(self.layers):
      z = (self).norm(x, self.attention_norm[i], floor)                                        # [N, D]
      qkv = (self).linear(z, 4 * i)                                                            # [N, (H + 2K) E]
      if scales_qkv_inputs:
        qkv = (self).rescaled(qkv, z, owners, vectors, i, places, 0)
      if on[0]:
        qkv = (self).adapt(qkv, z, lora, lora_masks, i, 0, sites, groups, fixed, lone, routes)
      qkv = torch.view(torch.to(qkv, 6), [n, h + 2 * k, e])                                    # [N, H + 2K, E]
      if torch.len(self.projection_bias) > 0:
        qkv = torch.add(qkv, self.projection_bias[i])
      if scales_qkv:
        qkv = torch.view((self).scaled(torch.flatten(qkv, 1), owners, vectors, i, places, 0), [n, h + 2 * k, e])
      if torch.len(self.head_norm) > 0:
        turning, value = torch.split_with_sizes(qkv, [h + k, k], 1)
        qkv = torch.cat([(self).norm(turning, self.head_norm[i], head_floor), value], 1)
      slides = self.sliding[i]
      turned = torch.addcmul_(torch.mul(qkv, cosines[slides]), torch.roll(qkv, half, [2]), sines[slides])
      if t > 0:
        a = (self).attend_step(turned, i, row_index, positions, position, t, first, lengths, slots, window_masks if slides == 1 else masks)  # [N, H E]
      else:
        a = (self).attend_block(turned, i, lengths, slots, starts, window_masks if slides == 1 else masks, prefix)  # [N, H E]
      if scales_attention:
        a = (self).scaled(a, owners, vectors, i, places, 4)
      y = (self).linear(a, 4 * i + 1)                                                          # [N, D]
      if on[1]:
        y = (self).adapt(y, a, lora, lora_masks, i, 1, sites, groups, fixed, lone, routes)
      if scales_attention_output:
        y = (self).scaled(y, owners, vectors, i, places, 1)
      if torch.len(self.attention_output_norm) > 0:
        y = (self).norm(torch.to(y, 6), self.attention_output_norm[i], floor)
      x = torch.add_(x, y)
      z = (self).norm(x, self.feed_forward_norm[i], floor)                                     # [N, D]
      y = (self).linear(z, 4 * i + 2)                                                          # [N, 2F]
      if scales_gate_up_inputs:
        y = (self).rescaled(y, z, owners, vectors, i, places, 2)
      if on[2]:
        y = (self).adapt(y, z, lora, lora_masks, i, 2, sites, groups, fixed, lone, routes)
      if scales_gate_up:
        y = (self).scaled(y, owners, vectors, i, places, 2)
      if fixed:
        y = torch.to(y, 6)                                                                     # as it is in company of adapters that change it
      gate, up = torch.unbind(torch.view(y, [n, 2, -1]), 1)                                    # [N, F] each
      gate = torch.gelu(gate, approximate="tanh") if self.gelu else torch.silu(gate)
      z = torch.mul_(gate, up)
      if scales_down_input:
        z = (self).scaled(z, owners, vectors, i, places, 5)
      y = (self).linear(z, 4 * i + 3)                                                          # [N, D]
      if on[3]:
        y = (self).adapt(y, z, lora, lora_masks, i, 3, sites, groups, fixed, lone, routes)
      if scales_down:
        y = (self).scaled(y, owners, vectors, i, places, 3)
      if torch.len(self.feed_forward_output_norm) > 0:
        y = (self).norm(torch.to(y, 6), self.feed_forward_output_norm[i], floor)
      x = torch.add_(x, y)
    return (self).norm(x, self.final_norm[0], floor)                                           # [N, D]

  # One decoding step of t tokens a row. packed: [3, N] ids, positions, owners, a row's tokens side by side. Logits [N, V] go to out,
  # which is the caller's memory. position >= 0: where the tokens of all rows start; else each is where positions says.
  # Returns what summarise does for the pairs (if there are any); tops gets the most probable tokens of the rows explained.
  def step(self: __torch__.Llama, packed: Tensor, t: int, position: int, first: int, bucket_rows: List[int], bucket_lengths: List[int], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, fixed: bool, own: List[int], owned: List[int], vectors: List[Tensor], places: List[int], out: Tensor, warm: List[int], base: List[int], thresholds: Tensor, sums: Tensor, listed: Tensor, explained: List[int], tops: Tensor) -> int:
    self.many = False
    ids = torch.select(packed, 0, 0)
    positions = torch.select(packed, 0, 1)
    masks = annotate(List[Tensor], [])
    window_masks = annotate(List[Tensor], [])
    row = 0
    for b in range(torch.len(bucket_rows)):
      rows = bucket_rows[b]
      # A negative length asks for a mask: the bucket's rows are of unequal length. Blocks are causal.
      masked = bucket_lengths[b] < 0 or t > 1
      if bucket_lengths[b] < 0:
        bucket_lengths[b] = 0 - bucket_lengths[b]
      length = bucket_lengths[b]
      last = torch.view(torch.narrow(positions, 0, row * t, rows * t), [rows, 1, t, 1, 1])
      torch.append(masks, (self).mask(last, length, 0) if masked else torch.zeros([0], device=self.device))  # [rows, 1, T, 1, L]
      if self.window > 0:
        torch.append(window_masks, (self).mask(last, length, self.window) if length > self.window else masks[b])
      row = row + rows
    owners = torch.select(packed, 0, 2)
    none = annotate(List[Tensor], [])
    x = (self).forward((self).embedded(ids), positions, t, position, first, annotate(List[int], []), bucket_rows, bucket_lengths, masks, window_masks, none, lora, (self).owner_masks(owners, columns), sites, groups, fixed, own[0] if torch.len(own) == 1 else -1, (self).routes(own, owned), owners, vectors, places)
    logits = (self).project(x, torch.narrow(out, 0, 0, torch.size(ids, 0)))                    # [N, V]
    count = 0
    if torch.len(warm) > 0:
      count = (self).summarise(logits, warm, base, thresholds, sums, listed)
    if torch.len(explained) > 0:
      up = (self).most_probable(logits, explained, tops)
    return count

  # What follows is a block. The rows with an adapter come before those without. tokens: of one sequence or scoring, so that how
  # its products are computed never depends on others.
  def begin_block(self: __torch__.Llama, owners: Tensor, tokens: int) -> int:
    self.many = tokens >= 96
    self.own_tokens = int(torch.sum(torch.gt(owners, 0)))
    return 0

  # A block of tokens per row from its start on, written to the cache; out gets the logits of each row's last token, [B, V].
  def prefill(self: __torch__.Llama, packed: Tensor, starts: List[int], lengths: List[int], slots: List[int], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, fixed: bool, vectors: List[Tensor], places: List[int], last: Tensor, out: Tensor) -> int:
    owners = torch.select(packed, 0, 2)
    up = (self).begin_block(owners, lengths[0])
    none = annotate(List[Tensor], [])
    masks = (self).block_masks(lengths, starts, 0)
    x = (self).forward((self).embedded(torch.select(packed, 0, 0)), torch.select(packed, 0, 1), 0, -1, 0, starts, lengths, slots, masks, (self).block_masks(lengths, starts, self.window) if self.window > 0 else masks, none, lora, columns, sites, groups, fixed, -2, none, owners, vectors, places)
    if torch.numel(last) > 0:
      logits = (self).project(torch.index_select(x, 0, last), torch.narrow(out, 0, 0, torch.numel(last)))
    return 0

  # Scoring without a cache: hidden states [W, D] of the wanted tokens only. A row that does not start at 0 comes after the prefix, the row that
  # before names (-1: none), or both. branches and ends: see tree_masks.
  def hidden(self: __torch__.Llama, packed: Tensor, starts: List[int], lengths: List[int], before: List[int], branches: List[int], ends: Tensor, prefix: List[Tensor], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, fixed: bool, vectors: List[Tensor], places: List[int], wanted: Tensor) -> Tensor:
    owners = torch.select(packed, 0, 2)
    positions = torch.select(packed, 0, 1)
    up = (self).begin_block(owners, torch.size(packed, 1))
    self.before = before
    masks = (self).tree_masks(lengths, starts, 0, branches, ends, positions)
    x = (self).forward((self).embedded(torch.select(packed, 0, 0)), positions, 0, -1, 0, starts, lengths, annotate(List[int], []), masks, (self).tree_masks(lengths, starts, self.window, branches, ends, positions) if self.window > 0 else masks, prefix, lora, columns, sites, groups, fixed, -2, annotate(List[Tensor], []), owners, vectors, places)
    return torch.index_select(x, 0, wanted)

  # Logits of count hidden states from the first on, [count, V], to out.
  def logits(self: __torch__.Llama, hidden: Tensor, first: int, count: int, out: Tensor) -> int:
    logits = (self).project(torch.narrow(hidden, 0, first, count), torch.narrow(out, 0, 0, count))
    return 0
