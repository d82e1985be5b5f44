
  # P-tuning v2: PEFT's prefix tuning with its encoder. Trained: the embedding of P virtual tokens [P, C] where C is K E; the encoder's first
  # linear layer [hidden, C] and its bias; its second [layers 2 C, hidden] and its bias. What comes out of it is every layer's keys and values of
  # P places before the row. The keys are as they lie in a cache: nothing turns or norms them. Without an encoder that is what is trained.
  def prefix(self: __torch__.LlamaTraining) -> Tensor:
    if torch.len(self.trained) == 1:
      return self.trained[0]
    inner = torch.tanh(torch.linear(self.trained[0], self.trained[1], self.trained[2]))        # [P, hidden]
    return torch.linear(inner, self.trained[3], self.trained[4])                               # [P, layers 2 C]

  def past(self: __torch__.LlamaTraining) -> List[Tensor]:
    if self.bare:
      return annotate(List[Tensor], [])
    prefix = (self).prefix()
    parts = torch.view(prefix, [torch.size(prefix, 0), 2 * self.layers, self.key_value_heads, self.head_size])
    return torch.unbind(parts, 1)                                                              # [P, K, E] each

  def inserted(self: __torch__.LlamaTraining) -> int:
    return 0

  def enter(self: __torch__.LlamaTraining, x: Tensor, lengths: List[int]) -> Tensor:
    return x

  def leave(self: __torch__.LlamaTraining, x: Tensor, lengths: List[int]) -> Tensor:
    return x

  # The encoder's result is what a finished adapter is: [P, layers 2 C].
  def exported(self: __torch__.LlamaTraining) -> List[Tensor]:
    return [(self).prefix()]
