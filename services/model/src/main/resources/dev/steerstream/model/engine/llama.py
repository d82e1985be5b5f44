# The inference forward pass of llama and of what differs from it as BlockDesign says (Java), in the TorchScript dialect that
# libtorch reads from an archive. The methods embed, pack, linear, load_ends and project come from the weight format's file (linear_*.py), which is put behind this one;
# so is adapters.py, with what adapters other than LoRA do.
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
# Every tensor is made on the module's device. So are those that come in, except out, sums and listed: the host's memory, which is copied to.
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

  # Stacks the LoRA matrices of a composition of adapters. down, up: per (layer, site, group) counts[.] tensors [r, in] and
  # [out, r] (scale folded in), one after the other; the result alternates stacked down and up. fixed packs them, [R, in] and [out, R],
  # for a kernel whose bits do not depend on the rows; else they lie side by side, filled up to the largest r: [A, r, in] and [A, r, out],
  # without the A where there is one.
  def stack_adapters(self: __torch__.Llama, down: List[Tensor], up: List[Tensor], counts: List[int], fixed: bool) -> List[Tensor]:
    stacked = annotate(List[Tensor], [])
    at = 0
    for j in range(torch.len(counts)):
      downs = annotate(List[Tensor], [])
      ups = annotate(List[Tensor], [])
      most = 0
      for a in range(counts[j]):
        most = ops.prim.max(most, torch.size(down[at + a], 0))
      for a in range(counts[j]):
        if fixed:
          torch.append(downs, down[at])
          torch.append(ups, up[at])
        else:
          missing = most - torch.size(down[at], 0)
          torch.append(downs, torch.constant_pad_nd(down[at], [0, 0, 0, missing]))
          torch.append(ups, torch.constant_pad_nd(torch.t(up[at]), [0, 0, 0, missing]))
        at = at + 1
      if fixed:
        torch.append(stacked, ops.mkldnn._reorder_linear_weight(torch.cat(downs, 0), 16))
        torch.append(stacked, ops.mkldnn._reorder_linear_weight(torch.cat(ups, 1), 16))
      else:
        torch.append(stacked, torch.stack(downs, 0) if torch.len(downs) > 1 else downs[0])
        torch.append(stacked, torch.stack(ups, 0) if torch.len(ups) > 1 else ups[0])
    return stacked

  # Gives the cache room for slots rows of capacity positions, keeping what the live rows hold up to length.
  def grow_cache(self: __torch__.Llama, slots: int, capacity: int, live: int, length: int) -> int:
    self.keys = (self).grown(self.keys, slots, capacity, live, length)
    self.values = (self).grown(self.values, slots, capacity, live, length)
    return 0

  def grown(self: __torch__.Llama, slabs: List[Tensor], slots: int, capacity: int, live: int, length: int) -> List[Tensor]:
    grown = annotate(List[Tensor], [])
    for i in range(self.layers):
      slab = torch.zeros([slots, self.key_value_heads, capacity, self.head_size], device=self.device)  # [S, K, C, E]
      if live > 0:
        torch.copy_(torch.narrow(torch.narrow(slab, 0, 0, live), 2, 0, length), torch.narrow(torch.narrow(slabs[i], 0, 0, live), 2, 0, length))
      if torch.len(slabs) > i:
        slabs[i] = torch.zeros([0], device=self.device)                                        # the old layer goes before the next one comes
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

  # y + B (A x) for every adapter of the composition, in place. lone >= 0: only this row has an adapter, the composition's only one.
  # With routes (see routes) every adapter multiplies its own rows only, all adapters in one call; else all multiply all rows, and
  # the masks zero what belongs to others (base rows are in none).
  def adapt(self: __torch__.Llama, y: Tensor, x: Tensor, lora: List[Tensor], masks: List[Tensor], layer: int, site: int, sites: List[int], groups: int, fixed: bool, lone: int, routes: List[Tensor]) -> Tensor:
    y = torch.to(y, 6)
    present = torch.floordiv(torch.len(masks), groups)
    if lone == -2:                                                                             # a block
      return (self).adapt_block(y, x, lora, 2 * (layer * present + sites[site]))
    x = torch.to(x, 6)
    if lone >= 0:
      at = 2 * (layer * present + sites[site])
      row = torch.select(y, 0, lone)
      row = torch.addmv_(row, torch.t(lora[at + 1]), torch.mv(lora[at], torch.select(x, 0, lone)))
      return y
    if torch.len(routes) > 0:
      at = 2 * (layer * present + sites[site])
      change = torch.slice(x, 0, self.own_first, self.own_end, self.own_step) if self.own_step > 0 else torch.index_select(x, 0, routes[0])  # [A n, in]
      if torch.dim(lora[at]) == 2:
        change = torch.mm(torch.mm(change, torch.t(lora[at])), lora[at + 1])                   # [n, out]
      else:
        change = torch.view(change, [torch.size(lora[at], 0), -1, torch.size(x, 1)])           # [A, n, in]
        change = torch.flatten(torch.bmm(torch.bmm(change, torch.transpose(lora[at], 1, 2)), lora[at + 1]), 0, 1)  # [A n, out]
      if torch.len(routes) > 2:
        change = torch.index_select(change, 0, routes[2])
      if self.own_step > 0:
        own = torch.slice(y, 0, self.own_first, self.own_end, self.own_step)
        own = torch.add_(own, change)
        return y
      return torch.index_add_(y, 0, routes[1], change)
    for g in range(groups):
      at = (layer * present + sites[site]) * groups + g
      mask = masks[sites[site] * groups + g]                                                   # [N, R]
      if fixed:
        low = ops.mkldnn._linear_pointwise(x, lora[2 * at], None, "none", annotate(List[Optional[number]], []), "")          # [N, R]
        y = torch.add_(y, ops.mkldnn._linear_pointwise(torch.mul_(low, mask), lora[2 * at + 1], None, "none", annotate(List[Optional[number]], []), ""))
      else:
        low = torch.mul_(torch.mm(x, torch.t(torch.flatten(lora[2 * at], 0, -2))), mask)
        y = torch.addmm_(y, low, torch.flatten(lora[2 * at + 1], 0, -2))
    return y

  # Where the rows of a composition's adapters come from and go to: own [A n] are the rows of adapter 0, then of adapter 1, ..., each
  # filled up to the same number n with rows that do not count; owned: at which places of it those lie that do, if some do not.
  # Rows at even distances are a view, own_first, own_end, own_step: neither gathered nor added by index.
  def routes(self: __torch__.Llama, own: List[int], owned: List[int]) -> List[Tensor]:
    routes = annotate(List[Tensor], [])
    self.own_step = 0
    if torch.len(own) > 1 and torch.len(owned) == 0:
      self.own_step = (self).even_step(own)
      self.own_first = own[0]
      self.own_end = own[torch.len(own) - 1] + 1
    if torch.len(own) > 0:
      rows = torch.tensor(own, dtype=4, device=self.device)
      torch.append(routes, rows)
      if torch.len(owned) > 0:
        places = torch.tensor(owned, dtype=4, device=self.device)
        torch.append(routes, torch.index_select(rows, 0, places))
        torch.append(routes, places)
      else:
        torch.append(routes, rows)
    return routes

  # The same for a block, whose first own_tokens tokens are those of its only adapter.
  def adapt_block(self: __torch__.Llama, y: Tensor, x: Tensor, lora: List[Tensor], at: int) -> Tensor:
    low = torch.mm(torch.to(torch.narrow(x, 0, 0, self.own_tokens), 6), torch.t(torch.flatten(lora[at], 0, -2)))  # [own, R]
    own = torch.narrow(y, 0, 0, self.own_tokens)
    own = torch.addmm_(own, low, torch.flatten(lora[at + 1], 0, -2))
    return y

  # What may not be seen: positions behind last, and with a window those that are as far before it as the window is long.
  def mask(self: __torch__.Llama, last: Tensor, length: int, window: int) -> Tensor:
    at = torch.arange(length, device=self.device)
    hidden = torch.gt(at, last)
    if window > 0:
      hidden = torch.bitwise_or(hidden, torch.le(at, torch.sub(last, window)))
    return torch.masked_fill(torch.zeros(torch.size(hidden), device=self.device), hidden, -3.4028234663852886e+38)

  # For each row of a block the mask [T, L] that it needs: none where the window holds it whole, since attention is causal by itself then.
  # A row shares the mask of one of the two before it (warm and base rows come in turns).
  def block_masks(self: __torch__.Llama, lengths: List[int], starts: List[int], window: int) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    none = torch.zeros([0], device=self.device)
    for r in range(torch.len(lengths)):
      t = lengths[r]
      start = starts[r]
      mask = none
      if window > 0 and start + t > window:
        for before in range(1, 3):
          if r >= before:
            if lengths[r - before] == t and starts[r - before] == start:
              mask = masks[r - before]
        if torch.numel(mask) == 0:
          mask = (self).mask(torch.unsqueeze(torch.arange(start, start + t, device=self.device), 1), start + t, window)
      torch.append(masks, mask)
    return masks

  # The same where rows may be trees (branches: 1 for those that are): tokens in the order of a walk that finishes a branch before it begins
  # the next. Token i sees j where j <= i < ends[j], that is where i lies in the branch that begins with j. Of all rows' tokens, [N]: ends
  # counts in the row; positions.
  def tree_masks(self: __torch__.Llama, lengths: List[int], starts: List[int], window: int, branches: List[int], ends: Tensor, positions: Tensor) -> List[Tensor]:
    masks = (self).block_masks(lengths, starts, window)
    first = 0
    for r in range(torch.len(lengths)):
      t = lengths[r]
      if branches[r] > 0:
        at = torch.arange(t, device=self.device)
        row = torch.unsqueeze(at, 1)
        hidden = torch.bitwise_or(torch.gt(torch.unsqueeze(at, 0), row), torch.ge(row, torch.unsqueeze(torch.narrow(ends, 0, first, t), 0)))  # [T, T]
        hidden = torch.constant_pad_nd(torch.to(hidden, 6), [starts[r], 0])                    # [T, L]
        if window > 0:
          own = torch.narrow(positions, 0, first, t)
          columns = torch.cat([torch.arange(starts[r], device=self.device), own], 0)           # [L]
          hidden = torch.add_(hidden, torch.to(torch.le(torch.unsqueeze(columns, 0), torch.sub(torch.unsqueeze(own, 1), window)), 6))
        masks[r] = torch.masked_fill(torch.zeros(torch.size(hidden), device=self.device), torch.gt(hidden, 0), -3.4028234663852886e+38)
      first = first + t
    return masks

  # T new tokens per row, at slots first, first + 1, ... Queries of a key head's group lie side by side as T G positions, so K and V
  # are read once, never repeated. position >= 0 is where every row's tokens start; else positions holds each token's place.
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
      if position < 0:
        index = torch.unsqueeze(torch.narrow(row_index, 0, 0, rows), 1)                        # [B, 1]
        place = torch.view(positions, [rows, t])
        torch.index_put_(key_slab, annotate(List[Optional[Tensor]], [index, None, place]), key)
        torch.index_put_(value_slab, annotate(List[Optional[Tensor]], [index, None, place]), value)
      else:
        torch.copy_(torch.slice(key_slab, 2, position, position + t), torch.transpose(key, 1, 2))
        torch.copy_(torch.slice(value_slab, 2, position, position + t), torch.transpose(value, 1, 2))
      query = torch.permute(torch.view(query, [rows, t, k, g, e]), [0, 2, 1, 3, 4])            # [B, K, T, G, E]
    mixed = annotate(List[Tensor], [])
    row = 0
    for b in range(torch.len(bucket_rows)):
      rows = bucket_rows[b]
      length = bucket_lengths[b]
      last = row + rows
      q = query
      key = key_slab
      value = value_slab
      if torch.len(bucket_rows) > 1:
        q = torch.slice(query, 0, row, last)
        key = torch.slice(key_slab, 0, row, last)
        value = torch.slice(value_slab, 0, row, last)
      seen = torch.reshape(torch.slice(key, 2, 0, length), [rows * k, length, e])              # a view
      q = torch.reshape(q, [rows * k, t * g, e])                                               # [rows K, T G, E], scaled by the cosine's table
      scores = torch.bmm(q, torch.transpose(seen, 1, 2))                                       # [rows K, T G, L]
      if torch.numel(bucket_masks[b]) > 0:
        view = torch.view(scores, [rows, k, t, g, length])
        view = torch.add_(view, bucket_masks[b])
      seen = torch.reshape(torch.slice(value, 2, 0, length), [rows * k, length, e])
      a = torch.bmm(torch.softmax(scores, -1), seen)                                           # [rows K, T G, E]
      if t > 1:
        a = torch.permute(torch.view(a, [rows, k, t, g, e]), [0, 2, 1, 3, 4])                  # [rows, T, K, G, E]
      torch.append(mixed, torch.reshape(a, [rows * t, h * e]))
      row = last
    return mixed[0] if torch.len(mixed) == 1 else torch.cat(mixed, 0)                          # [N, H E]

  # Blocks of tokens, causal, each row at its own length and start. With slots a block extends what the cache holds before its start; else that
  # is the prefix, then the tokens of the row that before names (if it names one). masks: for each row one, or nothing where none is needed.
  def attend_block(self: __torch__.Llama, turned: Tensor, layer: int, lengths: List[int], slots: List[int], starts: List[int], masks: List[Tensor], prefix: List[Tensor]) -> Tensor:
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
        torch.copy_(torch.narrow(key_slab, 1, starts[r], t), key)
        torch.copy_(torch.narrow(value_slab, 1, starts[r], t), value)
        key = torch.narrow(key_slab, 1, 0, starts[r] + t)                                      # [K, L, E]
        value = torch.narrow(value_slab, 1, 0, starts[r] + t)
      else:
        earlier = starts[r]
        if self.before[r] >= 0:
          shared = torch.transpose(rows[self.before[r]], 0, 1)                                 # [H + 2K, its T, E]
          key = torch.cat([torch.narrow(shared, 0, self.heads, k), key], 1)                    # [K, L, E]
          value = torch.cat([torch.narrow(shared, 0, self.heads + k, k), value], 1)
          earlier = starts[self.before[r]]
        if earlier > 0:
          key = torch.cat([prefix[2 * layer], key], 1)                                         # [K, L, E]
          value = torch.cat([prefix[2 * layer + 1], value], 1)
      torch.append(mixed, (self).attend_row(q, key, value, masks[r]))
    return mixed[0] if torch.len(mixed) == 1 else torch.cat(mixed, 0)                          # [N, H E]

  # Attention of one row's T queries, which are the last of L positions: [T, H E]. Portions of queries multiply only the positions
  # up to their own end, so that little is computed that causality hides. mask: [T, L] to add, or nothing.
  def attend_row(self: __torch__.Llama, q: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    k, g, t, e = torch.size(q)
    start = torch.size(key, 1) - t
    turned = torch.transpose(key, 1, 2)                                                        # [K, E, L]
    parts = annotate(List[Tensor], [])
    for first in range(0, t, 128):
      count = 128 if t - first > 128 else t - first
      end = start + first + count
      portion = torch.reshape(torch.narrow(q, 2, first, count), [k, g * count, e])
      scores = torch.bmm(portion, torch.narrow(turned, 2, 0, end))                             # [K, G count, end]
      view = torch.view(scores, [k, g, count, end])
      if torch.numel(mask) > 0:
        view = torch.add_(view, torch.narrow(torch.narrow(mask, 0, first, count), 1, 0, end))
      else:
        ahead = torch.narrow(view, 3, end - count, count)
        ahead = torch.add_(ahead, torch.narrow(torch.narrow(self.triangle[0], 0, 0, count), 1, 0, count))
      a = torch.bmm(torch.softmax(scores, -1), torch.narrow(value, 1, 0, end))                 # [K, G count, E]
      torch.append(parts, torch.reshape(torch.permute(torch.view(a, [k, g, count, e]), [2, 0, 1, 3]), [count, k * g * e]))
    return parts[0] if torch.len(parts) == 1 else torch.cat(parts, 0)

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

  # owners: [N], the number of each token's adapter in the composition, 0 for none. columns: the owner of each stacked rank column.
  def owner_masks(self: __torch__.Llama, owners: Tensor, columns: List[Tensor]) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    for j in range(torch.len(columns)):
      torch.append(masks, torch.to(torch.eq(torch.unsqueeze(owners, 1), torch.unsqueeze(columns[j], 0)), 6))       # [N, R]
    return masks

  # One decoding step of t tokens a row. packed: [3, N] ids, positions, owners, a row's tokens side by side. Logits [N, V] go to out,
  # which is the caller's memory. position >= 0: where the tokens of all rows start; else each is where positions says.
  # Returns what summarise does for the pairs (if there are any).
  def step(self: __torch__.Llama, packed: Tensor, t: int, position: int, first: int, bucket_rows: List[int], bucket_lengths: List[int], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, fixed: bool, own: List[int], owned: List[int], vectors: List[Tensor], places: List[int], out: Tensor, warm: List[int], base: List[int], thresholds: Tensor, sums: Tensor, listed: Tensor) -> int:
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
    return count

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

  # For the start-up probe: one matrix in this format, in so many copies, and its largest relative error on 128 rows whose neighbours
  # are larger: noise, and signs alone, which make byte kernels saturate that add products in two bytes.
  def probe(self: __torch__.Llama, whole: Tensor, parts: List[Tensor], copies: int) -> float:
    torch.manual_seed(1)
    noise = torch.randn([128, torch.size(whole, 1)], device=self.device)
    rows = torch.cat([torch.narrow(noise, 0, 0, 64), torch.sign(torch.narrow(noise, 0, 64, 64))], 0)
    self.embedding = [torch.mul(rows, torch.unsqueeze(torch.add(torch.arange(128, dtype=6, device=self.device), 1), 1))]
    for i in range(copies):
      place = (self).pack(parts)                                                               # linear may count from the output matrix on
    exact = torch.linear(self.embedding[0], whole)
    off = torch.sub(torch.to((self).linear(self.embedding[0], 0), 6), exact)
    return float(torch.amax(torch.div(torch.linalg_vector_norm(off, 2, [1]), torch.linalg_vector_norm(exact, 2, [1]))))

  def probe_again(self: __torch__.Llama, rows: int, matrices: int) -> int:
    for i in range(matrices):
      y = (self).linear(torch.narrow(self.embedding[0], 0, 0, rows), i)
    return 0
