
  # Weights in four bits, groups of 32 along a row with a scale and a zero in bfloat16: the layout of GGUF's Q4_0 and Q4_1, so such
  # files are not quantised again. Activations are rounded to bfloat16 at the multiplication only. parts: codes [out, in] (0..15),
  # scales and minimums [out, in / 32]; a weight is minimum + scale code = zero + scale (code - 8).
  def pack(self: __torch__.Llama, parts: List[Tensor]) -> int:
    if self.strip == 0:
      self.strip = (self).find_strip()
    zero = torch.add(parts[2], parts[1], alpha=8)
    torch.append(self.packed, torch._convert_weight_to_int4pack_for_cpu(torch.to(parts[0], 3), 1))
    torch.append(self.scales, torch.to(torch.contiguous(torch.permute(torch.stack([parts[1], zero], -1), [1, 0, 2])), 15))        # [in / 32, out, 2]
    return torch.len(self.packed)

  # A block of many tokens pays for unpacking the matrix: from there on a plain product is faster than the one that reads four bits.
  def linear(self: __torch__.Llama, x: Tensor, matrix: int) -> Tensor:
    if self.many and self.strip > 0:
      if torch.remainder(torch.size(self.packed[matrix], 0), self.strip) == 0:
        return torch.mm(torch.to(x, self.block_type), (self).whole(matrix))
    return torch._weight_int4pack_mm_for_cpu(torch.to(x, 15), self.packed[matrix], 32, self.scales[matrix])

  # libtorch packs outputs in strips, in each the inputs one after the other: the first half of a strip's codes in the low bits of its
  # bytes, the second half in the high bits. [out, in / 2] to [in, out].
  def codes(self: __torch__.Llama, packed: Tensor, strip: int) -> Tensor:
    n = torch.size(packed, 0)
    k = 2 * torch.size(packed, 1)
    strips = torch.view(packed, [torch.floordiv(n, strip), k, torch.floordiv(strip, 2)])
    pairs = torch.contiguous(torch.permute(strips, [1, 0, 2]))
    return torch.view(torch.cat([torch.bitwise_and(pairs, 15), torch.bitwise_right_shift(pairs, 4)], 2), [k, n])

  # How many outputs this processor's strips have, found by unpacking what was packed; -1 where none of what is known fits.
  def find_strip(self: __torch__.Llama) -> int:
    sample = torch.remainder(torch.view(torch.mul(torch.arange(4096), torch.arange(4096)), [64, 64]), 13)
    packed = torch._convert_weight_to_int4pack_for_cpu(torch.to(sample, 3), 1)
    found = -1
    for strip in [64, 32]:
      if torch.equal(torch.to((self).codes(packed, strip), 4), torch.contiguous(torch.t(sample))):
        found = strip
    return found

  # A matrix as its product sees it, [in, out].
  def whole(self: __torch__.Llama, matrix: int) -> Tensor:
    codes = (self).codes(self.packed[matrix], self.strip)
    k, n = torch.size(codes)
    steps = torch.sub_(torch.to(torch.view(codes, [torch.floordiv(k, 32), 32, n]), 6), 8)
    scale = torch.to(torch.select(self.scales[matrix], 2, 0), 6)                               # [in / 32, out]
    zero = torch.to(torch.select(self.scales[matrix], 2, 1), 6)
    return torch.view(torch.to(torch.addcmul(torch.unsqueeze(zero, 1), torch.unsqueeze(scale, 1), steps), self.block_type), [k, n])
