
  # LoRA. Trained, per layer and target present: A [r, in], B [out, r]. places: what number among the present a target has, or -1; targets
  # count q, k, v, o, gate, up, down.
  places : List[int]
  present : int
  scale : float
  dropout : float

  def configure_method(self: __torch__.LlamaTraining, places: List[int], present: int, scale: float, dropout: float) -> int:
    self.places = places
    self.present = present
    self.scale = scale
    self.dropout = dropout
    return 0

  # x W^T + bias + scale B A dropout(x).
  def adapted(self: __torch__.LlamaTraining, x: Tensor, weight: Tensor, bias: int, layer: int, target: int) -> Tensor:
    y = (self).linear(x, weight, bias)                                                         # [N, out]
    place = self.places[target]
    if place >= 0:
      at = 2 * (layer * self.present + place)
      if self.dropout > 0.:
        x = torch.dropout(x, self.dropout, True)                                               # a mask of its own per target, as PEFT
      y = torch.add(y, torch.mul(torch.linear(torch.linear(x, self.trained[at]), self.trained[at + 1]), self.scale))
    return y
