
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

  # x with a share of dropout set to zero, not yet scaled up. Four numbers of 15 random bits come from one draw.
  def dropped(self: __torch__.LlamaTraining, x: Tensor, threshold: int) -> Tensor:
    count = torch.numel(x)
    words = torch.random_(torch.empty([torch.floordiv(count + 3, 4)], dtype=4))
    bits = torch.bitwise_and(torch.narrow(torch.view_copy(words, dtype=2), 0, 0, count), 32767)
    return torch.mul(x, torch.view(torch.to(torch.ge(bits, threshold), self.data_type), torch.size(x)))

  # x W^T + bias + scale B A dropout(x) for the targets from first on that share x: their A lie one above the other, their B on a
  # diagonal, and one mask serves them all (PEFT draws one each). outputs: how many numbers of the result are each one's.
  def adapted(self: __torch__.LlamaTraining, x: Tensor, weight: Tensor, bias: int, layer: int, first: int, outputs: List[int]) -> Tensor:
    downs = annotate(List[Tensor], [])
    ups = annotate(List[Tensor], [])
    for j in range(torch.len(outputs)):
      place = self.places[first + j]
      if place >= 0:
        at = 2 * (layer * self.present + place)
        torch.append(downs, self.trained[at])
        torch.append(ups, self.trained[at + 1])
      else:
        torch.append(ups, torch.zeros([outputs[j], 0]))
    if torch.len(downs) == 0 or self.bare:
      return (self).linear(x, weight, bias)                                                    # [N, out]
    scale = self.scale
    given = x
    if self.dropout > 0. and not self.measuring:
      threshold = int(torch.round(self.dropout * 32768.))
      given = (self).dropped(x, threshold)
      scale = scale / (1. - threshold / 32768.)
    down = torch.to(torch.cat(downs, 0), self.data_type)                                       # [R, in]
    up = torch.to(torch.mul(torch.block_diag(ups), scale), self.data_type)                     # [out, R]
    y = (self).product_onto(torch.linear(torch.linear(given, down), up), x, weight)            # [N, out]
    if bias >= 0:
      y = torch.add(y, self.weights[bias])
    return y
