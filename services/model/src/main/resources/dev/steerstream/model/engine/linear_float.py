
  # Weights in float32 or bfloat16, packed by oneDNN: the bits of a row do not depend on how many rows there are.
  # weight_type: ATen's number of the data type. Matrices are float32 on loading, one part each.
  def pack(self: __torch__.Llama, parts: List[Tensor]) -> int:
    # 16: the rows that the layout is chosen for
    torch.append(self.packed, ops.mkldnn._reorder_linear_weight(torch.to(parts[0], self.weight_type), 16))
    return torch.len(self.packed)

  def linear(self: __torch__.Llama, x: Tensor, matrix: int) -> Tensor:
    return ops.mkldnn._linear_pointwise(torch.to(x, self.weight_type), self.packed[matrix], None, "none", annotate(List[Optional[number]], []), "")

  def load_ends(self: __torch__.Llama, embedding: Tensor, final_norm: Tensor, head: Tensor) -> int:
    self.embedding = [torch.clone(torch.to(embedding, self.weight_type))]                      # [V, D]
    self.final_norm = [(self).norm_weight(final_norm)]                                         # [D]
    self.scales = [ops.mkldnn._reorder_linear_weight(torch.to(head, self.weight_type), 16)]    # the output matrix, [V, D] packed
    return 0

  def embed(self: __torch__.Llama, ids: Tensor) -> Tensor:
    return torch.to(torch.embedding(self.embedding[0], ids), 6)                                # [N, D]

  def project(self: __torch__.Llama, x: Tensor, out: Tensor) -> Tensor:
    return torch.copy_(out, ops.mkldnn._linear_pointwise(torch.to(x, self.weight_type), self.scales[0], None, "none", annotate(List[Optional[number]], []), ""))
