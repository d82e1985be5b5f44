# The inference forward pass of llama and of what differs from it as BlockDesign says (Java), in the TorchScript dialect that
# libtorch reads from an archive. The methods embed, pack, linear, load_ends and project come from the weight format's file (linear_*.py), which is put behind this one.
#
# Letters for shapes:
#   N  tokens in this call, of all rows together    D  hidden size         V  vocabulary size
#   B  rows (a row is one context of one model)     F  intermediate size   R  stacked LoRA rank of a site
#   T  tokens of one row in this call               H  attention heads     K  key/value heads
#   L  positions visible to attention               G  = H / K             E  head size
#   S  slots of the cache                           C  its capacity
#
# Rows of unequal length lie one after the other in [N, ...]: linear layers see no padding, attention runs per row or bucket.
# Base weights are packed once and their kernel's bits do not depend on N. Data type codes: 6 float32, 15 bfloat16.
# Matrix 4 i + site is layer i's: site 0 query, key, value; 1 attention output; 2 gate, up; 3 down. See LoraTarget.
class Llama(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
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

  # window: tokens that a sliding layer sees, 0 where there are none; sliding: for each layer 1 where it is one; local_theta is theirs.
  def configure(self: __torch__.Llama, layers: int, heads: int, key_value_heads: int, head_size: int, hidden: int, context: int, epsilon: float, theta: float, attention_scale: float, embedding_scale: float, gelu: bool, window: int, sliding: List[int], local_theta: float, weight_type: int) -> int:
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
    angle = (self).angles(theta, context)
    self.cosine = [torch.cos(angle)]                                                           # [context, E] of full layers, and of sliding ones
    self.sine = [torch.sin(angle)]                                                             # the same
    if window > 0:
      angle = (self).angles(local_theta, context)
      torch.append(self.cosine, torch.cos(angle))
      torch.append(self.sine, torch.sin(angle))
    return 0

  # Rotary angles in float32, as the models were trained: position * theta^(-2j / E), the two halves of a head turned together,
  # the first one backwards.
  def angles(self: __torch__.Llama, theta: float, context: int) -> Tensor:
    exponent = torch.div(torch.arange(0, self.head_size, 2, dtype=6), self.head_size)          # [E/2]
    frequency = torch.reciprocal(torch.pow(theta, exponent))                                   # [E/2]
    angle = torch.outer(torch.arange(context, dtype=6), frequency)                             # [context, E/2]
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

  # Stacks the LoRA matrices of a composition of adapters. down, up: per (layer, site, group) counts[.] tensors [r, in] and
  # [out, r] (scale folded in), one after the other; the result alternates stacked down and up. fixed packs them for a kernel
  # whose bits do not depend on the rows; else they lie as they are, [R, in] and [out, R].
  def stack_adapters(self: __torch__.Llama, down: List[Tensor], up: List[Tensor], counts: List[int], fixed: bool) -> List[Tensor]:
    stacked = annotate(List[Tensor], [])
    at = 0
    for j in range(torch.len(counts)):
      downs = annotate(List[Tensor], [])
      ups = annotate(List[Tensor], [])
      for a in range(counts[j]):
        torch.append(downs, down[at])
        torch.append(ups, up[at])
        at = at + 1
      if fixed:
        torch.append(stacked, ops.mkldnn._reorder_linear_weight(torch.cat(downs, 0), 16))
        torch.append(stacked, ops.mkldnn._reorder_linear_weight(torch.cat(ups, 1), 16))
      else:
        torch.append(stacked, torch.cat(downs, 0))
        torch.append(stacked, torch.contiguous(torch.cat(ups, 1)))
    return stacked

  # Gives the cache room for slots rows of capacity positions, keeping what the live rows hold up to length.
  def grow_cache(self: __torch__.Llama, slots: int, capacity: int, live: int, length: int) -> int:
    self.keys = (self).grown(self.keys, slots, capacity, live, length)
    self.values = (self).grown(self.values, slots, capacity, live, length)
    return 0

  def grown(self: __torch__.Llama, slabs: List[Tensor], slots: int, capacity: int, live: int, length: int) -> List[Tensor]:
    grown = annotate(List[Tensor], [])
    for i in range(self.layers):
      slab = torch.zeros([slots, self.key_value_heads, capacity, self.head_size])              # [S, K, C, E]
      if live > 0:
        torch.copy_(torch.narrow(torch.narrow(slab, 0, 0, live), 2, 0, length), torch.narrow(torch.narrow(slabs[i], 0, 0, live), 2, 0, length))
      if torch.len(slabs) > i:
        slabs[i] = torch.zeros([0])                                                            # the old layer goes before the next one comes
      torch.append(grown, slab)
    return grown

  def move_row(self: __torch__.Llama, source: int, target: int, length: int) -> int:
    for i in range(self.layers):
      torch.copy_(torch.narrow(torch.select(self.keys[i], 0, target), 1, 0, length), torch.narrow(torch.select(self.keys[i], 0, source), 1, 0, length))
      torch.copy_(torch.narrow(torch.select(self.values[i], 0, target), 1, 0, length), torch.narrow(torch.select(self.values[i], 0, source), 1, 0, length))
    return 0

  # RMSNorm: x w / sqrt(mean(x^2) + epsilon) = x (w sqrt(D)) / hypot(|x|, sqrt(D epsilon)).
  def norm(self: __torch__.Llama, x: Tensor, weight: Tensor, floor: Tensor) -> Tensor:
    return torch.div_(torch.mul(x, weight), torch.hypot_(torch.linalg_vector_norm(x, 2, [-1], True), floor))     # [.., D]

  # y + B (A x) for every adapter of the composition, in place; the mask zeroes the rows of others (base rows are in none).
  # lone >= 0: only this row has an adapter, the composition's only one.
  def adapt(self: __torch__.Llama, y: Tensor, x: Tensor, lora: List[Tensor], masks: List[Tensor], layer: int, site: int, sites: List[int], groups: int, fixed: bool, lone: int) -> Tensor:
    x = torch.to(x, 6)
    y = torch.to(y, 6)
    if lone >= 0:
      at = 2 * (layer * torch.len(masks) + sites[site])
      row = torch.select(y, 0, lone)
      row = torch.addmv_(row, lora[at + 1], torch.mv(lora[at], torch.select(x, 0, lone)))
      return y
    present = torch.floordiv(torch.len(masks), groups)
    for g in range(groups):
      at = (layer * present + sites[site]) * groups + g
      mask = masks[sites[site] * groups + g]                                                   # [N, R]
      if fixed:
        low = ops.mkldnn._linear_pointwise(x, lora[2 * at], None, "none", annotate(List[Optional[number]], []), "")          # [N, R]
        y = torch.add_(y, ops.mkldnn._linear_pointwise(torch.mul_(low, mask), lora[2 * at + 1], None, "none", annotate(List[Optional[number]], []), ""))
      else:
        y = torch.addmm_(y, torch.mul_(torch.mm(x, torch.t(lora[2 * at])), mask), torch.t(lora[2 * at + 1]))
    return y

  # What may not be seen: positions behind last, and with a window those that are as far before it as the window is long.
  def mask(self: __torch__.Llama, last: Tensor, length: int, window: int) -> Tensor:
    at = torch.arange(length)
    hidden = torch.gt(at, last)
    if window > 0:
      hidden = torch.bitwise_or(hidden, torch.le(at, torch.sub(last, window)))
    return torch.masked_fill(torch.zeros(torch.size(hidden)), hidden, -3.4028234663852886e+38)

  # For sliding layers the masks [T, L] of blocks that are longer than the window; rows of the same length share theirs.
  def window_masks(self: __torch__.Llama, lengths: List[int], start: int) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    if self.window > 0:
      for r in range(torch.len(lengths)):
        t = lengths[r]
        shared = False
        if r > 0:
          shared = lengths[r - 1] == t
        if shared:
          torch.append(masks, masks[r - 1])
        else:
          if start + t > self.window:
            torch.append(masks, (self).mask(torch.unsqueeze(torch.arange(start, start + t), 1), start + t, self.window))
          else:
            torch.append(masks, torch.zeros([0]))
    return masks

  # T new tokens per row, at slots first, first + 1, ... Queries of a key head's group lie side by side as T G positions, so K and V
  # are read once, never repeated. position >= 0 is where every row's tokens start; else positions holds each row's one place.
  # Buckets are runs of rows that share one call over the first lengths[b] positions; a mask hides what is not theirs.
  def attend_step(self: __torch__.Llama, turned: Tensor, layer: int, row_index: Tensor, positions: Tensor, position: int, t: int, first: int, bucket_rows: List[int], bucket_lengths: List[int], bucket_masks: List[Tensor]) -> Tensor:
    h = self.heads
    k = self.key_value_heads
    e = self.head_size
    g = torch.floordiv(h, k)
    n = torch.size(turned, 0)
    rows = torch.floordiv(n, t)
    key_slab = torch.slice(self.keys[layer], 0, first, first + rows)                           # [B, K, C, E]
    value_slab = torch.slice(self.values[layer], 0, first, first + rows)
    if t == 1:
      query, key, value = torch.split_with_sizes(turned, [h, k, k], 1)                         # [B, H, E], [B, K, E] twice
      if position < 0:
        torch.index_put_(key_slab, annotate(List[Optional[Tensor]], [row_index, None, positions]), key)
        torch.index_put_(value_slab, annotate(List[Optional[Tensor]], [row_index, None, positions]), value)
      else:
        torch.copy_(torch.select(key_slab, 2, position), key)
        torch.copy_(torch.select(value_slab, 2, position), value)
    else:
      both = torch.view(turned, [rows, t, h + 2 * k, e])                                       # [B, T, H + 2K, E]
      query, key, value = torch.split_with_sizes(both, [h, k, k], 2)
      torch.copy_(torch.slice(key_slab, 2, position, position + t), torch.transpose(key, 1, 2))
      torch.copy_(torch.slice(value_slab, 2, position, position + t), torch.transpose(value, 1, 2))
      query = torch.permute(torch.view(query, [rows, t, k, g, e]), [0, 2, 1, 3, 4])            # [B, K, T, G, E]
    mixed = annotate(List[Tensor], [])
    row = 0
    for b in range(torch.len(bucket_rows)):
      rows = bucket_rows[b]
      length = bucket_lengths[b]
      last = row + rows
      seen = torch.reshape(torch.slice(torch.slice(key_slab, 0, row, last), 2, 0, length), [rows * k, length, e])                # a view
      q = torch.reshape(torch.slice(query, 0, row, last), [rows * k, t * g, e])                # [rows K, T G, E], scaled by the cosine's table
      scores = torch.bmm(q, torch.transpose(seen, 1, 2))                                       # [rows K, T G, L]
      if torch.numel(bucket_masks[b]) > 0:
        view = torch.view(scores, [rows, k, t, g, length])
        view = torch.add_(view, bucket_masks[b])
      seen = torch.reshape(torch.slice(torch.slice(value_slab, 0, row, last), 2, 0, length), [rows * k, length, e])
      a = torch.bmm(torch.softmax(scores, -1), seen)                                           # [rows K, T G, E]
      if t > 1:
        a = torch.permute(torch.view(a, [rows, k, t, g, e]), [0, 2, 1, 3, 4])                  # [rows, T, K, G, E]
      torch.append(mixed, torch.reshape(a, [rows * t, h * e]))
      row = last
    return mixed[0] if torch.len(mixed) == 1 else torch.cat(mixed, 0)                          # [N, H E]

  # Blocks of tokens, causal, each row at its own length. With slots the block starts at position start and extends the cache.
  # window_masks: where this is a sliding layer, for each row a mask, or nothing if the row is shorter than the window.
  def attend_block(self: __torch__.Llama, turned: Tensor, layer: int, lengths: List[int], slots: List[int], start: int, mask: Tensor, window_masks: List[Tensor]) -> Tensor:
    k = self.key_value_heads
    g = torch.floordiv(self.heads, k)
    e = self.head_size
    rows = torch.split_with_sizes(turned, lengths, 0)
    mixed = annotate(List[Tensor], [])
    for r in range(torch.len(lengths)):
      t = lengths[r]
      both = torch.transpose(rows[r], 0, 1)                                                    # [H + 2K, T, E]
      q = torch.view(torch.narrow(both, 0, 0, self.heads), [k, g, t, e])                       # [K, G, T, E]
      key = torch.narrow(both, 0, self.heads, k)                                               # [K, T, E]
      value = torch.narrow(both, 0, self.heads + k, k)
      if torch.len(slots) > 0:
        key_slab = torch.select(self.keys[layer], 0, slots[r])                                 # [K, C, E]
        value_slab = torch.select(self.values[layer], 0, slots[r])
        torch.copy_(torch.narrow(key_slab, 1, start, t), key)
        torch.copy_(torch.narrow(value_slab, 1, start, t), value)
        key = torch.narrow(key_slab, 1, 0, start + t)                                          # [K, L, E]
        value = torch.narrow(value_slab, 1, 0, start + t)
      key = torch.expand(torch.unsqueeze(key, 1), [-1, g, -1, -1])                             # [K, G, L, E], a view: nothing is repeated
      value = torch.expand(torch.unsqueeze(value, 1), [-1, g, -1, -1])
      seen = mask
      if torch.len(window_masks) > 0:
        if torch.numel(window_masks[r]) > 0:
          seen = window_masks[r]
      if torch.numel(seen) == 0:
        a = torch.scaled_dot_product_attention(q, key, value, None, 0., True, scale=1.)
      else:
        a = torch.scaled_dot_product_attention(q, key, value, torch.view(seen, [1, 1, t, start + t]), scale=1.)
      torch.append(mixed, torch.reshape(torch.permute(a, [2, 0, 1, 3]), [t, self.heads * e]))  # [T, H E]
    return mixed[0] if torch.len(mixed) == 1 else torch.cat(mixed, 0)                          # [N, H E]

  # The forward pass up to the last norm. t > 0: t tokens per row against the cache (see attend_step); else blocks (see attend_block).
  # window_masks: what sliding layers take.
  def forward(self: __torch__.Llama, ids: Tensor, positions: Tensor, t: int, position: int, first: int, start: int, lengths: List[int], slots: List[int], masks: List[Tensor], window_masks: List[Tensor], lora: List[Tensor], lora_masks: List[Tensor], sites: List[int], groups: int, fixed: bool, lone: int) -> Tensor:
    n = torch.size(ids, 0)
    h = self.heads
    k = self.key_value_heads
    e = self.head_size
    half = [torch.floordiv(e, 2)]
    x = (self).embed(ids)                                                                      # [N, D]
    if self.embedding_scale != 1.:
      x = torch.mul_(x, self.embedding_scale)
    # Queries and keys turn by their position; values pass unturned (cosine 1, sine 0), so that the three stay one tensor.
    # Attention's scale is in the queries' cosine and sine. Sliding layers have the second table.
    scale = torch.cat([torch.full([h, 1], self.attention_scale), torch.ones([k, 1])], 0)       # [H + K, 1]
    cosines = annotate(List[Tensor], [])
    sines = annotate(List[Tensor], [])
    for table in range(torch.len(self.cosine)):
      cosine = torch.mul(torch.unsqueeze(torch.embedding(self.cosine[table], positions), 1), scale)              # [N, H + K, E]
      torch.append(cosines, torch.cat([cosine, torch.ones([n, k, e])], 1))                     # [N, H + 2K, E]
      sine = torch.mul(torch.unsqueeze(torch.embedding(self.sine[table], positions), 1), scale)
      torch.append(sines, torch.cat([sine, torch.zeros([n, k, e])], 1))                        # [N, H + 2K, E]
    row_index = torch.arange(n)                                                                # [N]
    floor = torch.full([1], self.epsilon_root)
    head_floor = torch.full([1], self.head_epsilon_root)
    no_masks = annotate(List[Tensor], [])
    # Which sites any adapter of the batch changes; no adapters, no sites.
    on = [False, False, False, False]
    for site in range(torch.len(sites)):
      on[site] = sites[site] >= 0
    for i in range(self.layers):
      z = (self).norm(x, self.attention_norm[i], floor)                                        # [N, D]
      qkv = (self).linear(z, 4 * i)                                                            # [N, (H + 2K) E]
      if on[0]:
        qkv = (self).adapt(qkv, z, lora, lora_masks, i, 0, sites, groups, fixed, lone)
      qkv = torch.view(torch.to(qkv, 6), [n, h + 2 * k, e])                                    # [N, H + 2K, E]
      if torch.len(self.projection_bias) > 0:
        qkv = torch.add(qkv, self.projection_bias[i])
      if torch.len(self.head_norm) > 0:
        turning, value = torch.split_with_sizes(qkv, [h + k, k], 1)
        qkv = torch.cat([(self).norm(turning, self.head_norm[i], head_floor), value], 1)
      slides = self.sliding[i]
      turned = torch.addcmul_(torch.mul(qkv, cosines[slides]), torch.roll(qkv, half, [2]), sines[slides])
      if t > 0:
        a = (self).attend_step(turned, i, row_index, positions, position, t, first, lengths, slots, window_masks if slides == 1 else masks)  # [N, H E]
      else:
        a = (self).attend_block(turned, i, lengths, slots, start, masks[0], window_masks if slides == 1 else no_masks)  # [N, H E]
      y = (self).linear(a, 4 * i + 1)                                                          # [N, D]
      if on[1]:
        y = (self).adapt(y, a, lora, lora_masks, i, 1, sites, groups, fixed, lone)
      if torch.len(self.attention_output_norm) > 0:
        y = (self).norm(torch.to(y, 6), self.attention_output_norm[i], floor)
      x = torch.add_(x, y)
      z = (self).norm(x, self.feed_forward_norm[i], floor)                                     # [N, D]
      y = (self).linear(z, 4 * i + 2)                                                          # [N, 2F]
      if on[2]:
        y = (self).adapt(y, z, lora, lora_masks, i, 2, sites, groups, fixed, lone)
      gate, up = torch.chunk(y, 2, 1)                                                          # [N, F] each
      gate = torch.gelu(gate, approximate="tanh") if self.gelu else torch.silu(gate)
      z = torch.mul_(gate, up)
      y = (self).linear(z, 4 * i + 3)                                                          # [N, D]
      if on[3]:
        y = (self).adapt(y, z, lora, lora_masks, i, 3, sites, groups, fixed, lone)
      if torch.len(self.feed_forward_output_norm) > 0:
        y = (self).norm(torch.to(y, 6), self.feed_forward_output_norm[i], floor)
      x = torch.add_(x, y)
    return (self).norm(x, self.final_norm[0], floor)                                           # [N, D]

  # owners: [N], the number of each token's adapter in the composition, 0 for none. columns: the owner of each stacked rank column.
  def owner_masks(self: __torch__.Llama, owners: Tensor, columns: List[Tensor]) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    for j in range(torch.len(columns)):
      torch.append(masks, torch.to(torch.eq(torch.unsqueeze(owners, 1), torch.unsqueeze(columns[j], 0)), 6))       # [N, R]
    return masks

  # One decoding step of t tokens a row. packed: [3, N] ids, positions, owners, a row's tokens side by side. Logits [N, V] go to out,
  # which is the caller's memory. position >= 0: where the tokens of all rows start; more than one token a row only then.
  # Returns what summarise does for the pairs (if there are any).
  def step(self: __torch__.Llama, packed: Tensor, t: int, position: int, first: int, bucket_rows: List[int], bucket_lengths: List[int], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, fixed: bool, lone: int, out: Tensor, pairs: Tensor, thresholds: Tensor, sums: Tensor, listed: Tensor) -> int:
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
      torch.append(masks, (self).mask(last, length, 0) if masked else torch.zeros([0]))        # [rows, 1, T, 1, L]
      if self.window > 0:
        torch.append(window_masks, (self).mask(last, length, self.window) if length > self.window else masks[b])
      row = row + rows
    x = (self).forward(ids, positions, t, position, first, 0, bucket_rows, bucket_lengths, masks, window_masks, lora, (self).owner_masks(torch.select(packed, 0, 2), columns), sites, groups, fixed, lone)
    logits = (self).project(x)                                                                 # [N, V]
    torch.copy_(torch.narrow(out, 0, 0, torch.size(ids, 0)), logits)
    count = 0
    if torch.size(pairs, 1) > 0:
      count = (self).summarise(torch.to(logits, 6), pairs, thresholds, sums, listed)
    return count

  # What steering needs of P pairs of rows, pairs [2, P] (warm, base), so that nobody has to look at the vocabulary again: to sums
  # [P, 5] maximum and log of the sum of exponentials of warm, the same of base, KL(warm || base); to listed [3, M] the pair
  # and token of every warm log-probability within thresholds [P, 1] of its row's best, pair by pair, its warm and its base logit.
  # Returns how many are listed, or -1 where listed is too short for them.
  def summarise(self: __torch__.Llama, logits: Tensor, pairs: Tensor, thresholds: Tensor, sums: Tensor, listed: Tensor) -> int:
    v = torch.size(logits, 1)
    p = torch.size(pairs, 1)
    log = torch.log_softmax(logits, 1)                                                         # [N, V]
    warm = torch.index_select(log, 0, torch.select(pairs, 0, 0))                               # [P, V]
    base = torch.index_select(log, 0, torch.select(pairs, 0, 1))                               # [P, V]
    best = torch.amax(log, [1])                                                                # [N]
    kept = torch.nonzero(torch.ge(warm, torch.sub(torch.unsqueeze(torch.index_select(best, 0, torch.select(pairs, 0, 0)), 1), thresholds)))  # [M, 2]
    divergence = torch.sum(torch.mul_(torch.exp(warm), torch.sub_(warm, base)), [1], False, dtype=7)             # [P]
    most = torch.index_select(torch.amax(logits, [1]), 0, torch.flatten(pairs))                # [2P]
    rest = torch.neg(torch.index_select(best, 0, torch.flatten(pairs)))                        # [2P]
    torch.copy_(torch.narrow(sums, 0, 0, p), torch.stack([torch.narrow(most, 0, 0, p), torch.narrow(rest, 0, 0, p), torch.narrow(most, 0, p, p), torch.narrow(rest, 0, p, p), divergence], 1))
    m = torch.size(kept, 0)
    if m > torch.size(listed, 1):
      m = -1
    else:
      pair = torch.select(kept, 1, 0)
      token = torch.select(kept, 1, 1)
      flat = torch.reshape(logits, [-1])
      torch.copy_(torch.narrow(torch.select(listed, 0, 0), 0, 0, m), torch.add(torch.mul(pair, v), token))
      torch.copy_(torch.narrow(torch.select(listed, 0, 1), 0, 0, m), torch.index_select(flat, 0, torch.add(torch.mul(torch.index_select(torch.select(pairs, 0, 0), 0, pair), v), token)))
      torch.copy_(torch.narrow(torch.select(listed, 0, 2), 0, 0, m), torch.index_select(flat, 0, torch.add(torch.mul(torch.index_select(torch.select(pairs, 0, 1), 0, pair), v), token)))
    return m

  # A block of tokens per row from position start on, written to the cache; out gets the logits of each row's last token, [B, V].
  def prefill(self: __torch__.Llama, packed: Tensor, start: int, lengths: List[int], slots: List[int], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, fixed: bool, last: Tensor, out: Tensor) -> int:
    t = lengths[0]
    mask = torch.zeros([0])
    if start > 0:
      mask = (self).mask(torch.unsqueeze(torch.arange(start, start + t), 1), start + t, 0)     # [T, L]
    x = (self).forward(torch.select(packed, 0, 0), torch.select(packed, 0, 1), 0, -1, 0, start, lengths, slots, [mask], (self).window_masks(lengths, start), lora, (self).owner_masks(torch.select(packed, 0, 2), columns), sites, groups, fixed, -1)
    if torch.numel(last) > 0:
      torch.copy_(torch.narrow(out, 0, 0, torch.numel(last)), (self).project(torch.index_select(x, 0, last)))
    return 0

  # Scoring without a cache: hidden states [W, D] of the wanted tokens only.
  def hidden(self: __torch__.Llama, packed: Tensor, lengths: List[int], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, fixed: bool, wanted: Tensor) -> Tensor:
    x = (self).forward(torch.select(packed, 0, 0), torch.select(packed, 0, 1), 0, -1, 0, 0, lengths, annotate(List[int], []), [torch.zeros([0])], (self).window_masks(lengths, 0), lora, (self).owner_masks(torch.select(packed, 0, 2), columns), sites, groups, fixed, -1)
    return torch.index_select(x, 0, wanted)

  # Logits of count hidden states from the first on, [count, V], to out.
  def logits(self: __torch__.Llama, hidden: Tensor, first: int, count: int, out: Tensor) -> int:
    torch.copy_(torch.narrow(out, 0, 0, count), (self).project(torch.narrow(hidden, 0, first, count)))
    return 0

  # For the start-up probe: one matrix in this format, in so many copies, and its largest relative error on 128 rows whose neighbours
  # are larger: noise, and signs alone, which make byte kernels saturate that add products in two bytes.
  def probe(self: __torch__.Llama, whole: Tensor, parts: List[Tensor], copies: int) -> float:
    torch.manual_seed(1)
    noise = torch.randn([128, torch.size(whole, 1)])
    rows = torch.cat([torch.narrow(noise, 0, 0, 64), torch.sign(torch.narrow(noise, 0, 64, 64))], 0)
    self.embedding = [torch.mul(rows, torch.unsqueeze(torch.add(torch.arange(128, dtype=6), 1), 1))]
    for i in range(copies):
      place = (self).pack(parts)                                                               # linear may count from the output matrix on
    exact = torch.linear(self.embedding[0], whole)
    off = torch.sub(torch.to((self).linear(self.embedding[0], 0), 6), exact)
    return float(torch.amax(torch.div(torch.linalg_vector_norm(off, 2, [1]), torch.linalg_vector_norm(exact, 2, [1]))))

  def probe_again(self: __torch__.Llama, rows: int, matrices: int) -> int:
    for i in range(matrices):
      y = (self).linear(torch.narrow(self.embedding[0], 0, 0, rows), i)
    return 0
