# The LLaMA family's inference forward pass, in the TorchScript dialect that libtorch reads from an archive.
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
class Llama(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  key_value_heads : int
  head_size : int
  epsilon : float
  weight_type : int
  embedding : List[Tensor]
  cosine : List[Tensor]
  sine : List[Tensor]
  attention_norm : List[Tensor]
  query_key_value : List[Tensor]
  attention_output : List[Tensor]
  feed_forward_norm : List[Tensor]
  gate_up : List[Tensor]
  down : List[Tensor]
  final_norm : List[Tensor]
  head : List[Tensor]
  cache : List[Tensor]

  def configure(self: __torch__.Llama, layers: int, heads: int, key_value_heads: int, head_size: int, context: int, epsilon: float, theta: float, weight_type: int) -> int:
    self.layers = layers
    self.heads = heads
    self.key_value_heads = key_value_heads
    self.head_size = head_size
    self.epsilon = epsilon
    self.weight_type = weight_type
    # Rotary angles in float32, as the models were trained: position * theta^(-2j / E), the two halves of a head turned together.
    exponent = torch.div(torch.arange(0, head_size, 2, dtype=6), head_size)                    # [E/2]
    frequency = torch.reciprocal(torch.pow(theta, exponent))                                   # [E/2]
    angle = torch.outer(torch.arange(context, dtype=6), frequency)                             # [context, E/2]
    cosine = torch.cos(angle)
    sine = torch.sin(angle)
    self.cosine = [torch.cat([cosine, cosine], 1)]                                             # [context, E]
    self.sine = [torch.cat([torch.neg(sine), sine], 1)]                                        # [context, E], sign of the half turn
    return 0

  # Packs one weight [out, in] for the kernel; rows is the batch that the layout is chosen for.
  def pack(self: __torch__.Llama, weight: Tensor, type: int) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(torch.to(weight, type), 16)

  def linear(self: __torch__.Llama, x: Tensor, packed: Tensor) -> Tensor:
    if self.weight_type == 6:
      y = ops.mkldnn._linear_pointwise(x, packed, None, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.to(ops.mkldnn._linear_pointwise(torch.to(x, self.weight_type), packed, None, "none", annotate(List[Optional[number]], []), ""), 6)
    return y

  # Copies: the caller's memory may go away after the call. tied: the embedding is the output matrix too.
  def load_ends(self: __torch__.Llama, embedding: Tensor, final_norm: Tensor, head: Tensor) -> int:
    self.embedding = [torch.clone(embedding)]                                                  # [V, D]
    self.final_norm = [torch.clone(final_norm)]                                                # [D]
    self.head = [(self).pack(head, self.weight_type)]                                          # [V, D] packed
    return 0

  def load_layer(self: __torch__.Llama, w: List[Tensor]) -> int:
    torch.append(self.attention_norm, torch.clone(w[0]))                                       # [D]
    torch.append(self.query_key_value, (self).pack(torch.cat([w[1], w[2], w[3]], 0), self.weight_type))  # [(H + 2K) E, D] packed
    torch.append(self.attention_output, (self).pack(w[4], self.weight_type))                   # [D, H E] packed
    torch.append(self.feed_forward_norm, torch.clone(w[5]))                                    # [D]
    torch.append(self.gate_up, (self).pack(torch.cat([w[6], w[7]], 0), self.weight_type))      # [2F, D] packed
    torch.append(self.down, (self).pack(w[8], self.weight_type))                               # [D, F] packed
    return torch.len(self.attention_norm)

  # Stacks the LoRA matrices of a composition of adapters and packs them. down, up: per (layer, site, group) counts[.] tensors
  # [r, in] and [out, r] (scale folded in), one after the other; the result alternates stacked down [R, in] and up [out, R].
  def stack_adapters(self: __torch__.Llama, down: List[Tensor], up: List[Tensor], counts: List[int]) -> List[Tensor]:
    packed = annotate(List[Tensor], [])
    at = 0
    for j in range(torch.len(counts)):
      downs = annotate(List[Tensor], [])
      ups = annotate(List[Tensor], [])
      for a in range(counts[j]):
        torch.append(downs, down[at])
        torch.append(ups, up[at])
        at = at + 1
      torch.append(packed, (self).pack(torch.cat(downs, 0), 6))
      torch.append(packed, (self).pack(torch.cat(ups, 1), 6))
    return packed

  # Gives the cache room for slots rows of capacity positions, keeping what the live rows hold up to length.
  def grow_cache(self: __torch__.Llama, slots: int, capacity: int, live: int, length: int) -> int:
    grown = annotate(List[Tensor], [])
    for i in range(self.layers):
      slab = torch.zeros([slots, 2 * self.key_value_heads, capacity, self.head_size])          # [S, 2K, C, E]: keys, then values
      if live > 0:
        torch.copy_(torch.narrow(torch.narrow(slab, 0, 0, live), 2, 0, length), torch.narrow(torch.narrow(self.cache[i], 0, 0, live), 2, 0, length))
      if torch.len(self.cache) > i:
        self.cache[i] = torch.zeros([0])                                                       # the old layer goes before the next one comes
      torch.append(grown, slab)
    self.cache = grown
    return 0

  def move_row(self: __torch__.Llama, source: int, target: int, length: int) -> int:
    for i in range(self.layers):
      torch.copy_(torch.narrow(torch.select(self.cache[i], 0, target), 1, 0, length), torch.narrow(torch.select(self.cache[i], 0, source), 1, 0, length))
    return 0

  # y + B (A x) for every adapter of the composition, in place; the mask zeroes the rows of others (base rows are in none).
  def adapt(self: __torch__.Llama, y: Tensor, x: Tensor, lora: List[Tensor], masks: List[Tensor], layer: int, site: int, sites: List[int], groups: int) -> Tensor:
    if torch.len(sites) > 0:
      if sites[site] >= 0:
        present = torch.floordiv(torch.len(masks), groups)
        for g in range(groups):
          at = (layer * present + sites[site]) * groups + g
          low = ops.mkldnn._linear_pointwise(x, lora[2 * at], None, "none", annotate(List[Optional[number]], []), "")      # [N, R]
          low = torch.mul_(low, masks[sites[site] * groups + g])                                                           # [N, R]
          y = torch.add_(y, ops.mkldnn._linear_pointwise(low, lora[2 * at + 1], None, "none", annotate(List[Optional[number]], []), ""))
    return y

  # One token per row: queries of a key head's group lie side by side as G positions, so K and V are read once, never repeated.
  # Buckets are runs of rows that share one call over the first lengths[b] positions; a mask [rows, 1, 1, L] hides what is not theirs.
  def attend_step(self: __torch__.Llama, turned: Tensor, slab: Tensor, slot_index: Tensor, position: Tensor, first: int, bucket_rows: List[int], bucket_lengths: List[int], bucket_masks: List[Tensor]) -> Tensor:
    k = self.key_value_heads
    e = self.head_size
    torch.index_put_(slab, annotate(List[Optional[Tensor]], [slot_index, None, position]), torch.narrow(turned, 1, self.heads, 2 * k))
    query = torch.narrow(turned, 1, 0, self.heads)                                             # [B, H, E]
    mixed = annotate(List[Tensor], [])
    row = 0
    for b in range(torch.len(bucket_rows)):
      rows = bucket_rows[b]
      seen = torch.narrow(torch.narrow(slab, 0, first + row, rows), 2, 0, bucket_lengths[b])   # [rows, 2K, L, E]
      q = torch.view(torch.narrow(query, 0, row, rows), [rows, k, torch.floordiv(self.heads, k), e])   # [rows, K, G, E]
      if torch.numel(bucket_masks[b]) > 0:
        a = torch.scaled_dot_product_attention(q, torch.narrow(seen, 1, 0, k), torch.narrow(seen, 1, k, k), bucket_masks[b])
      else:
        a = torch.scaled_dot_product_attention(q, torch.narrow(seen, 1, 0, k), torch.narrow(seen, 1, k, k))
      torch.append(mixed, torch.reshape(a, [rows, self.heads * e]))
      row = row + rows
    return mixed[0] if torch.len(mixed) == 1 else torch.cat(mixed, 0)                          # [B, H E]

  # Blocks of tokens, causal, each row at its own length. With slots the block starts at position start and extends the cache.
  def attend_block(self: __torch__.Llama, turned: Tensor, layer: int, lengths: List[int], slots: List[int], start: int, mask: Tensor) -> Tensor:
    k = self.key_value_heads
    g = torch.floordiv(self.heads, k)
    e = self.head_size
    rows = torch.split_with_sizes(turned, lengths, 0)
    mixed = annotate(List[Tensor], [])
    for r in range(torch.len(lengths)):
      t = lengths[r]
      both = torch.transpose(rows[r], 0, 1)                                                    # [H + 2K, T, E]
      q = torch.view(torch.narrow(both, 0, 0, self.heads), [k, g, t, e])                       # [K, G, T, E]
      seen = torch.narrow(both, 0, self.heads, 2 * k)                                          # [2K, T, E]
      if torch.len(slots) > 0:
        slab = torch.select(self.cache[layer], 0, slots[r])                                    # [2K, C, E]
        torch.copy_(torch.narrow(slab, 1, start, t), seen)
        seen = torch.narrow(slab, 1, 0, start + t)                                             # [2K, L, E]
      key = torch.expand(torch.unsqueeze(torch.narrow(seen, 0, 0, k), 1), [-1, g, -1, -1])     # [K, G, L, E], a view: nothing is repeated
      value = torch.expand(torch.unsqueeze(torch.narrow(seen, 0, k, k), 1), [-1, g, -1, -1])
      if start == 0:
        a = torch.scaled_dot_product_attention(q, key, value, None, 0., True)
      else:
        a = torch.scaled_dot_product_attention(q, key, value, mask)
      torch.append(mixed, torch.reshape(torch.permute(a, [2, 0, 1, 3]), [t, self.heads * e]))  # [T, H E]
    return mixed[0] if torch.len(mixed) == 1 else torch.cat(mixed, 0)                          # [N, H E]

  # The forward pass up to the last norm. stepping: one token per row against the cache; else blocks (see attend_block).
  def forward(self: __torch__.Llama, ids: Tensor, positions: Tensor, stepping: bool, first: int, start: int, lengths: List[int], slots: List[int], masks: List[Tensor], lora: List[Tensor], lora_masks: List[Tensor], sites: List[int], groups: int) -> Tensor:
    n = torch.size(ids, 0)
    h = self.heads
    k = self.key_value_heads
    e = self.head_size
    x = torch.embedding(self.embedding[0], ids)                                                # [N, D]
    d = torch.size(x, 1)
    # Queries and keys turn by their position; values pass unturned (cosine 1, sine 0), so that the three stay one tensor.
    cosine = torch.expand(torch.unsqueeze(torch.embedding(self.cosine[0], positions), 1), [n, h + k, e])
    cosine = torch.cat([cosine, torch.ones([n, k, e])], 1)                                     # [N, H + 2K, E]
    sine = torch.expand(torch.unsqueeze(torch.embedding(self.sine[0], positions), 1), [n, h + k, e])
    sine = torch.cat([sine, torch.zeros([n, k, e])], 1)                                        # [N, H + 2K, E]
    slot_index = torch.add(torch.arange(n), first)                                             # [N]
    for i in range(self.layers):
      z = torch.rms_norm(x, [d], self.attention_norm[i], self.epsilon)                         # [N, D]
      qkv = (self).adapt((self).linear(z, self.query_key_value[i]), z, lora, lora_masks, i, 0, sites, groups)      # [N, (H + 2K) E]
      qkv = torch.view(qkv, [n, h + 2 * k, e])                                                 # [N, H + 2K, E]
      turned = torch.add_(torch.mul(qkv, cosine), torch.mul(torch.roll(qkv, [torch.floordiv(e, 2)], [2]), sine))
      if stepping:
        a = (self).attend_step(turned, self.cache[i], slot_index, positions, first, lengths, slots, masks)         # [N, H E]
      else:
        a = (self).attend_block(turned, i, lengths, slots, start, masks[0])                    # [N, H E]
      x = torch.add_(x, (self).adapt((self).linear(a, self.attention_output[i]), a, lora, lora_masks, i, 1, sites, groups))
      z = torch.rms_norm(x, [d], self.feed_forward_norm[i], self.epsilon)                      # [N, D]
      gate_up = (self).adapt((self).linear(z, self.gate_up[i]), z, lora, lora_masks, i, 2, sites, groups)          # [N, 2F]
      f = torch.floordiv(torch.size(gate_up, 1), 2)
      z = torch.mul_(torch.silu(torch.narrow(gate_up, 1, 0, f)), torch.narrow(gate_up, 1, f, f))  # [N, F]
      x = torch.add_(x, (self).adapt((self).linear(z, self.down[i]), z, lora, lora_masks, i, 3, sites, groups))
    return torch.rms_norm(x, [d], self.final_norm[0], self.epsilon)                            # [N, D]

  # owners: [N], the number of each token's adapter in the composition, 0 for none. columns: the owner of each stacked rank column.
  def owner_masks(self: __torch__.Llama, owners: Tensor, columns: List[Tensor]) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    for j in range(torch.len(columns)):
      torch.append(masks, torch.to(torch.eq(torch.unsqueeze(owners, 1), torch.unsqueeze(columns[j], 0)), 6))       # [N, R]
    return masks

  # One decoding step. packed: [3, B] ids, positions, owners. Logits [B, V] go to out, which is the caller's memory.
  def step(self: __torch__.Llama, packed: Tensor, first: int, bucket_rows: List[int], bucket_lengths: List[int], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, out: Tensor) -> int:
    ids = torch.select(packed, 0, 0)
    positions = torch.select(packed, 0, 1)
    n = torch.size(ids, 0)
    masks = annotate(List[Tensor], [])
    row = 0
    for b in range(torch.len(bucket_rows)):
      rows = bucket_rows[b]
      length = bucket_lengths[b]
      if length > 0:
        torch.append(masks, torch.zeros([0]))
      else:
        # A negative length asks for a mask: the bucket's rows are of unequal length.
        bucket_lengths[b] = 0 - length
        hidden = torch.gt(torch.unsqueeze(torch.arange(0 - length), 0), torch.unsqueeze(torch.narrow(positions, 0, row, rows), 1))  # [rows, L]
        mask = torch.masked_fill(torch.zeros([rows, 0 - length]), hidden, -3.4028234663852886e+38)
        torch.append(masks, torch.view(mask, [rows, 1, 1, 0 - length]))
      row = row + rows
    x = (self).forward(ids, positions, True, first, 0, bucket_rows, bucket_lengths, masks, lora, (self).owner_masks(torch.select(packed, 0, 2), columns), sites, groups)
    torch.copy_(torch.narrow(out, 0, 0, n), (self).linear(x, self.head[0]))
    return 0

  # A block of tokens per row from position start on, written to the cache; out gets the logits of each row's last token, [B, V].
  def prefill(self: __torch__.Llama, packed: Tensor, start: int, lengths: List[int], slots: List[int], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, last: Tensor, out: Tensor) -> int:
    t = lengths[0]
    mask = torch.zeros([0])
    if start > 0:
      visible = torch.add(torch.unsqueeze(torch.arange(t), 1), start)                          # [T, 1]
      hidden = torch.gt(torch.unsqueeze(torch.arange(start + t), 0), visible)                  # [T, L]
      mask = torch.view(torch.masked_fill(torch.zeros([t, start + t]), hidden, -3.4028234663852886e+38), [1, 1, t, start + t])
    x = (self).forward(torch.select(packed, 0, 0), torch.select(packed, 0, 1), False, 0, start, lengths, slots, [mask], lora, (self).owner_masks(torch.select(packed, 0, 2), columns), sites, groups)
    if torch.numel(last) > 0:
      torch.copy_(torch.narrow(out, 0, 0, torch.numel(last)), (self).linear(torch.index_select(x, 0, last), self.head[0]))
    return 0

  # Scoring without a cache: hidden states [W, D] of the wanted tokens only.
  def hidden(self: __torch__.Llama, packed: Tensor, lengths: List[int], lora: List[Tensor], columns: List[Tensor], sites: List[int], groups: int, wanted: Tensor) -> Tensor:
    x = (self).forward(torch.select(packed, 0, 0), torch.select(packed, 0, 1), False, 0, 0, lengths, annotate(List[int], []), [torch.zeros([0])], lora, (self).owner_masks(torch.select(packed, 0, 2), columns), sites, groups)
    return torch.index_select(x, 0, wanted)

  # Logits of count hidden states from the first on, [count, V], to out.
  def logits(self: __torch__.Llama, hidden: Tensor, first: int, count: int, out: Tensor) -> int:
    torch.copy_(torch.narrow(out, 0, 0, count), (self).linear(torch.narrow(hidden, 0, first, count), self.head[0]))
    return 0
