
  # What adapters other than LoRA do to the forward pass of llama.py.
  #
  # IA3 multiplies what a linear layer puts out or what goes in by a vector. tables: for every layer those of the places present, one
  # after the other, [A + 1, features]: a row for each adapter of the composition, and row 0 of ones, so that tokens of others keep their
  # bits. places: for each place its place among those present, or -1. Places 0..3: output of a site; 4 and 5: inputs of attention's output
  # and of down; 6..10: inputs of query, key, value, gate, up, each apart from those beside it. See VectorPlace.
  #
  # A prefix (prompt tuning, prefix tuning) is keys and values of V virtual tokens, for every layer [K, V, E] twice: they stand before a
  # row's first token, whose position is V.
  # The result is float32, whatever the type of x: that of the weight format where no LoRA made it float32.
  def scaled(self: __torch__.Llama, x: Tensor, owners: Tensor, tables: List[Tensor], layer: int, places: List[int], place: int) -> Tensor:
    present = torch.floordiv(torch.len(tables), self.layers)
    return torch.mul(torch.to(x, 6), torch.embedding(tables[layer * present + places[place]], owners))

  # y = x W^T of site 0 or 2, whose targets share x, with the columns of those targets that scale their input computed from that.
  def rescaled(self: __torch__.Llama, y: Tensor, x: Tensor, owners: Tensor, tables: List[Tensor], layer: int, places: List[int], site: int) -> Tensor:
    e = self.head_size
    half = torch.floordiv(torch.size(y, 1), 2)
    widths = [self.heads * e, self.key_value_heads * e, self.key_value_heads * e] if site == 0 else [half, half]
    first = 6 if site == 0 else 9
    column = 0
    for target in range(torch.len(widths)):
      if places[first + target] >= 0:
        again = (self).linear((self).scaled(x, owners, tables, layer, places, first + target), 4 * layer + site)
        torch.copy_(torch.narrow(y, 1, column, widths[target]), torch.narrow(again, 1, column, widths[target]))
      column = column + widths[target]
    return y

  # For each place whether an adapter of the batch has vectors there.
  def scaling(self: __torch__.Llama, places: List[int]) -> List[bool]:
    scaling = [False, False, False, False, False, False, False, False, False, False, False]
    for place in range(torch.len(places)):
      scaling[place] = places[place] >= 0
    return scaling

  # A prefix as prefix tuning has it, [V, layers, 2, K, E].
  def prefix_of_keys(self: __torch__.Llama, numbers: Tensor) -> List[Tensor]:
    prefix = annotate(List[Tensor], [])
    for i in range(self.layers):
      for half in range(2):
        torch.append(prefix, torch.contiguous(torch.transpose(torch.select(torch.select(numbers, 1, i), 1, half), 0, 1)))  # [K, V, E]
    return prefix

  # The prefix that embeddings [V, D] make: what they would leave in the cache, whatever comes after them. A cache of one row takes the
  # place of the rows' cache meanwhile; the caller brings that back with restore_cache, also after an error.
  def prefix_of_embeddings(self: __torch__.Llama, embeddings: Tensor) -> List[Tensor]:
    v = torch.size(embeddings, 0)
    self.kept_keys = self.keys
    self.kept_values = self.values
    self.keys = annotate(List[Tensor], [])
    self.values = annotate(List[Tensor], [])
    for i in range(self.layers):
      torch.append(self.keys, torch.zeros([1, self.key_value_heads, v, self.head_size], device=self.device))
      torch.append(self.values, torch.zeros([1, self.key_value_heads, v, self.head_size], device=self.device))
    none = annotate(List[Tensor], [])
    no_places = annotate(List[int], [])
    up = (self).begin_block(torch.zeros([v], dtype=4, device=self.device), v)
    x = (self).forward(torch.clone(embeddings), torch.arange(v, device=self.device), 0, -1, 0, [0], [v], [0], (self).block_masks([v], [0], 0), (self).block_masks([v], [0], self.window), none, none, none, no_places, 1, False, -1, none, torch.zeros([v], dtype=4, device=self.device), none, no_places)
    prefix = annotate(List[Tensor], [])
    for i in range(self.layers):
      torch.append(prefix, torch.select(self.keys[i], 0, 0))
      torch.append(prefix, torch.select(self.values[i], 0, 0))
    return prefix

  def restore_cache(self: __torch__.Llama) -> int:
    self.keys = self.kept_keys
    self.values = self.kept_values
    self.kept_keys = annotate(List[Tensor], [])
    self.kept_values = annotate(List[Tensor], [])
    return 0

  # Writes a prefix to the first positions of a slot.
  def place_prefix(self: __torch__.Llama, slot: int, prefix: List[Tensor]) -> int:
    for i in range(self.layers):
      v = torch.size(prefix[2 * i], 1)
      torch.copy_(torch.narrow(torch.select(self.keys[i], 0, slot), 1, 0, v), prefix[2 * i])
      torch.copy_(torch.narrow(torch.select(self.values[i], 0, slot), 1, 0, v), prefix[2 * i + 1])
    return 0
