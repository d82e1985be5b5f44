
  # What LoRA adapters do to the forward pass of llama.py, where the letters for shapes are; A counts the adapters of a composition.
  #
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

  # owners: [N], the number of each token's adapter in the composition, 0 for none. columns: the owner of each stacked rank column.
  def owner_masks(self: __torch__.Llama, owners: Tensor, columns: List[Tensor]) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    for j in range(torch.len(columns)):
      torch.append(masks, torch.to(torch.eq(torch.unsqueeze(owners, 1), torch.unsqueeze(columns[j], 0)), 6))       # [N, R]
    return masks

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
