
  # Attention of the forward pass of llama.py, where the letters for shapes are, and its cache.
  #
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
