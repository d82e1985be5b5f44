
  # Embedding and output matrix of the integer formats. The embedding is kept as bytes with a scale for every 32 numbers, as GGUF's Q8_0.
  def load_ends(self: __torch__.Llama, embedding: Tensor, final_norm: Tensor, head: Tensor) -> int:
    v = torch.size(embedding, 0)
    d = torch.size(embedding, 1)
    g = 32
    if torch.remainder(d, 32) != 0:
      g = d
    grouped = torch.view(embedding, [v, torch.floordiv(d, g), g])
    scale = torch.clamp_min(torch.div(torch.amax(torch.abs(grouped), [2], True), 127), 9.9999999999999995e-21)   # [V, D / g, 1]
    self.embedding = [torch.to(torch.round(torch.div(grouped, scale)), 1), scale]              # [V, D / g, g] bytes
    self.final_norm = [(self).norm_weight(final_norm)]                                         # [D]
    self.integers = [(self).quantise(head)]                                                    # [V, D]
    return 0

  def quantise(self: __torch__.Llama, weight: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
    scale = torch.clamp_min(torch.div(torch.amax(torch.abs(weight), [1]), 127), 9.9999999999999995e-21)          # [out]
    whole = torch.quantize_per_channel(weight, scale, torch.zeros([torch.size(weight, 0)], dtype=4), 0, 12)      # 12: signed bytes
    return ops.quantized.linear_prepack(whole, None)

  def embed(self: __torch__.Llama, ids: Tensor) -> Tensor:
    codes = torch.to(torch.index_select(self.embedding[0], 0, ids), 6)                         # [N, D / g, g]
    return torch.flatten(torch.mul_(codes, torch.index_select(self.embedding[1], 0, ids)), 1)  # [N, D]

  # x in [-1, 1], so that the scale is known without looking at the batch.
  def integer_linear(self: __torch__.Llama, x: Tensor, matrix: __torch__.torch.classes.quantized.LinearPackedParamsBase) -> Tensor:
    return ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(x, 0.007874015748031496, 128, matrix)

  # What a row is divided by to lie in [-1, 1].
  def row_scale(self: __torch__.Llama, x: Tensor) -> Tensor:
    return torch.clamp_min_(torch.amax(torch.abs(x), [1], True), 9.9999999999999995e-21)                         # [N, 1]

  # x W^T / scale with x given as a byte and a second byte for what the first one lost, each row by its own largest magnitude:
  # activations have outliers that one byte cannot span. Twice the rows cost little, since the weights are read once. The two are
  # to be added, the second one's part (the later N rows) times 1 / 254.
  def two_byte_parts(self: __torch__.Llama, x: Tensor, scale: Tensor, matrix: __torch__.torch.classes.quantized.LinearPackedParamsBase) -> Tensor:
    steps = torch.div(x, torch.mul(scale, 0.007874015748031496))                               # [-127, 127]
    coarse = torch.round(steps)
    fine = torch.mul_(torch.sub_(steps, coarse), 254)                                          # [-127, 127]
    return (self).integer_linear(torch.mul_(torch.cat([coarse, fine], 0), 0.007874015748031496), matrix)         # [2N, out]

  # Logits feel the rounding of activations most.
  def project(self: __torch__.Llama, x: Tensor, out: Tensor) -> Tensor:
    n = torch.size(x, 0)
    scale = (self).row_scale(x)
    z = (self).two_byte_parts(x, scale, self.integers[0])                                      # [2N, V]
    return torch.mul_(torch.add(torch.slice(z, 0, 0, n), torch.slice(z, 0, n, 2 * n), alpha=0.003937007874015748, out=out), scale)
