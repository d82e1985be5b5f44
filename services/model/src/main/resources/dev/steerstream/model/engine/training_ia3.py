
  # IA3. Trained, per layer and target present: l, [1, in] of a target whose input it scales, else [out, 1]. places: what number among the
  # present a target has, or -1; input_side: 1 where the input is scaled; targets count q, k, v, o, gate, up, down.
  places : List[int]
  input_side : List[int]
  present : int

  def configure_method(self: __torch__.LlamaTraining, places: List[int], input_side: List[int], present: int) -> int:
    self.places = places
    self.input_side = input_side
    self.present = present
    return 0

  # (x l) W^T + bias, or (x W^T + bias) l.
  def adapted(self: __torch__.LlamaTraining, x: Tensor, weight: Tensor, bias: int, layer: int, target: int) -> Tensor:
    place = self.places[target]
    if place < 0:
      return (self).linear(x, weight, bias)
    scales = torch.view(self.trained[layer * self.present + place], [-1])
    if self.input_side[target] == 1:
      return (self).linear(torch.mul(x, scales), weight, bias)
    return torch.mul((self).linear(x, weight, bias), scales)
