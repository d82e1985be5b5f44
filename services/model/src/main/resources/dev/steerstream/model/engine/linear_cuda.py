
  # Weights in float32 or bfloat16 as plain matrices that stay on the module's device: CUDA's kernels want no packing of their own. How a
  # row's sums are split there depends on how many rows there are, so its bits may too. weight_type: ATen's number of the data type.
  def pack(self: __torch__.Llama, parts: List[Tensor]) -> int:
    torch.append(self.packed, torch.to(parts[0], self.weight_type, False, True))               # a copy: the caller's memory goes away
    return torch.len(self.packed)

  def linear(self: __torch__.Llama, x: Tensor, matrix: int) -> Tensor:
    return torch.linear(torch.to(x, self.weight_type), self.packed[matrix])

  def load_ends(self: __torch__.Llama, embedding: Tensor, final_norm: Tensor, head: Tensor) -> int:
    self.embedding = [torch.to(embedding, self.weight_type, False, True)]                      # [V, D]
    self.final_norm = [(self).norm_weight(final_norm)]                                         # [D]
    self.scales = [torch.to(head, self.weight_type, False, True)]                              # the output matrix, [V, D]
    return 0

  def embed(self: __torch__.Llama, ids: Tensor) -> Tensor:
    return torch.to(torch.embedding(self.embedding[0], ids), 6)                                # [N, D]

  # out is the host's memory: the logits go there in one copy, and stay on the device for what comes after.
  def project(self: __torch__.Llama, x: Tensor, out: Tensor) -> Tensor:
    logits = torch.to(torch.linear(torch.to(x, self.weight_type), self.scales[0]), 6)          # [N, V]
    read = torch.copy_(out, logits)
    return logits
