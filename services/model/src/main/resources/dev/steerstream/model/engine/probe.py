
  # For the start-up probe: one matrix in this format, in so many copies, and its largest relative error on 128 rows whose neighbours
  # are larger: noise, and signs alone, which make byte kernels saturate that add products in two bytes.
  def probe(self: __torch__.Llama, whole: Tensor, parts: List[Tensor], copies: int) -> float:
    torch.manual_seed(1)
    noise = torch.randn([128, torch.size(whole, 1)], device=self.device)
    rows = torch.cat([torch.narrow(noise, 0, 0, 64), torch.sign(torch.narrow(noise, 0, 64, 64))], 0)
    self.embedding = [torch.mul(rows, torch.unsqueeze(torch.add(torch.arange(128, dtype=6, device=self.device), 1), 1))]
    for i in range(copies):
      place = (self).pack(parts)                                                               # linear may count from the output matrix on
    exact = torch.linear(self.embedding[0], whole)
    off = torch.sub(torch.to((self).linear(self.embedding[0], 0), 6), exact)
    return float(torch.amax(torch.div(torch.linalg_vector_norm(off, 2, [1]), torch.linalg_vector_norm(exact, 2, [1]))))

  def probe_again(self: __torch__.Llama, rows: int, matrices: int) -> int:
    for i in range(matrices):
      y = (self).linear(torch.narrow(self.embedding[0], 0, 0, rows), i)
    return 0
