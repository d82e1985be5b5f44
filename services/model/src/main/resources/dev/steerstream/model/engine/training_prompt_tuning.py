
  # Prompt tuning. Trained: the embeddings of P virtual tokens, [P, D], which go through the network before every row. They are not
  # multiplied by the embedding scale that some networks have for their tokens, as in PEFT.
  def inserted(self: __torch__.LlamaTraining) -> int:
    return 0 if self.bare else torch.size(self.trained[0], 0)

  def enter(self: __torch__.LlamaTraining, x: Tensor, lengths: List[int]) -> Tensor:
    if self.bare:
      return x
    rows = torch.split_with_sizes(x, lengths, 0)
    parts = annotate(List[Tensor], [])
    for r in range(torch.len(lengths)):
      torch.append(parts, self.trained[0])
      torch.append(parts, rows[r])
    return torch.cat(parts, 0)                                                                 # [N, D]

  def leave(self: __torch__.LlamaTraining, x: Tensor, lengths: List[int]) -> Tensor:
    parts = annotate(List[Tensor], [])
    at = 0
    for r in range(torch.len(lengths)):
      at = at + (self).inserted()
      torch.append(parts, torch.narrow(x, 0, at, lengths[r]))
      at = at + lengths[r]
    return torch.cat(parts, 0)

  def past(self: __torch__.LlamaTraining) -> List[Tensor]:
    return annotate(List[Tensor], [])

  def exported(self: __torch__.LlamaTraining) -> List[Tensor]:
    return self.trained
