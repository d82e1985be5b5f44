
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

  # (x l) W^T + bias, or (x W^T + bias) l, for the targets from first on that share x; outputs: how many rows of W are each one's.
  def adapted(self: __torch__.LlamaTraining, x: Tensor, weight: Tensor, bias: int, layer: int, first: int, outputs: List[int]) -> Tensor:
    weights = torch.split_with_sizes(weight, outputs, 0)
    parts = annotate(List[Tensor], [])
    at = 0
    for j in range(torch.len(outputs)):
      target = first + j
      place = self.places[target]
      scales = annotate(List[Tensor], [])
      if place >= 0 and not self.bare:
        scales = [torch.to(torch.view(self.trained[layer * self.present + place], [-1]), self.data_type)]
      first_scaled = torch.len(scales) > 0 and self.input_side[target] == 1
      y = (self).product(torch.mul(x, scales[0]) if first_scaled else x, weights[j])           # [N, out]
      if bias >= 0:
        y = torch.add(y, torch.narrow(self.weights[bias], 0, at, outputs[j]))
      if torch.len(scales) > 0 and not first_scaled:
        y = torch.mul(y, scales[0])
      torch.append(parts, y)
      at = at + outputs[j]
    return torch.cat(parts, 1)
