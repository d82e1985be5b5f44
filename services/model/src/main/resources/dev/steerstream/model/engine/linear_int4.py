
  # Weights in four bits, groups of 32 along a row with a scale and a zero in bfloat16: the layout of GGUF's Q4_0 and Q4_1, so such
  # files are not quantised again. Activations are rounded to bfloat16 at the multiplication only. parts: codes [out, in] (0..15),
  # scales and minimums [out, in / 32]; a weight is minimum + scale code = zero + scale (code - 8).
  def pack(self: __torch__.Llama, parts: List[Tensor]) -> int:
    zero = torch.add(parts[2], parts[1], alpha=8)
    torch.append(self.packed, torch._convert_weight_to_int4pack_for_cpu(torch.to(parts[0], 3), 1))
    torch.append(self.scales, torch.to(torch.contiguous(torch.permute(torch.stack([parts[1], zero], -1), [1, 0, 2])), 15))        # [in / 32, out, 2]
    return torch.len(self.packed)

  def linear(self: __torch__.Llama, x: Tensor, matrix: int) -> Tensor:
    return torch._weight_int4pack_mm_for_cpu(torch.to(x, 15), self.packed[matrix], 32, self.scales[matrix])
