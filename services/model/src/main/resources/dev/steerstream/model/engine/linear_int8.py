
  # Weights as signed bytes with one scale a row, activations as two bytes with one scale a row of the batch (FBGEMM). A row is divided
  # by its largest magnitude, so that one scale serves all rows and no row's numbers depend on its neighbours.
  def pack(self: __torch__.Llama, parts: List[Tensor]) -> int:
    torch.append(self.integers, (self).quantise(parts[0]))
    return torch.len(self.integers)

  def linear(self: __torch__.Llama, x: Tensor, matrix: int) -> Tensor:
    n = torch.size(x, 0)
    scale = (self).row_scale(x)
    z = (self).two_byte_parts(x, scale, self.integers[matrix + 1])                             # [2N, out]; 0 is the output matrix
    return torch.mul_(torch.add(torch.slice(z, 0, 0, n), torch.slice(z, 0, n, 2 * n), alpha=0.003937007874015748), scale)
