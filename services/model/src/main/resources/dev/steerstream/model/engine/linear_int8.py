
  # Weights as signed bytes with one scale a row, activations as two bytes with one scale a row of the batch (FBGEMM). A row is divided
  # by its largest magnitude, so that one scale serves all rows and no row's numbers depend on its neighbours.
  def pack(self: __torch__.Llama, parts: List[Tensor]) -> int:
    torch.append(self.integers, (self).quantise(parts[0]))
    return torch.len(self.integers)

  def linear(self: __torch__.Llama, x: Tensor, matrix: int) -> Tensor:
    return (self).two_byte_linear(x, self.integers[matrix + 1])                                # 0 is the output matrix
