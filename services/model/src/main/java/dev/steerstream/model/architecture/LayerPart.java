package dev.steerstream.model.architecture;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The tensors of a block, in the order in which the forward pass takes them; the first nine are llama's. */
public enum LayerPart {
    ATTENTION_NORM("input_layernorm.weight", "attn_norm.weight"),
    QUERY("self_attn.q_proj.weight", "attn_q.weight"),
    KEY("self_attn.k_proj.weight", "attn_k.weight"),
    VALUE("self_attn.v_proj.weight", "attn_v.weight"),
    ATTENTION_OUTPUT("self_attn.o_proj.weight", "attn_output.weight"),
    FEED_FORWARD_NORM("post_attention_layernorm.weight", "ffn_norm.weight"),
    GATE("mlp.gate_proj.weight", "ffn_gate.weight"),
    UP("mlp.up_proj.weight", "ffn_up.weight"),
    DOWN("mlp.down_proj.weight", "ffn_down.weight"),
    QUERY_BIAS("self_attn.q_proj.bias", "attn_q.bias"),
    KEY_BIAS("self_attn.k_proj.bias", "attn_k.bias"),
    VALUE_BIAS("self_attn.v_proj.bias", "attn_v.bias"),
    QUERY_NORM("self_attn.q_norm.weight", "attn_q_norm.weight"),
    KEY_NORM("self_attn.k_norm.weight", "attn_k_norm.weight"),
    ATTENTION_OUTPUT_NORM("post_attention_layernorm.weight", "post_attention_norm.weight"),
    FEED_FORWARD_OUTPUT_NORM("post_feedforward_layernorm.weight", "post_ffw_norm.weight");

    /** What every block has. */
    public static final Set<LayerPart> OF_LLAMA = Collections.unmodifiableSet(EnumSet.range(ATTENTION_NORM, DOWN));

    public static final Set<LayerPart> BIASES = Collections.unmodifiableSet(EnumSet.range(QUERY_BIAS, VALUE_BIAS));
    public static final Set<LayerPart> HEAD_NORMS = Collections.unmodifiableSet(EnumSet.of(QUERY_NORM, KEY_NORM));
    public static final Set<LayerPart> OUTPUT_NORMS =
            Collections.unmodifiableSet(EnumSet.of(ATTENTION_OUTPUT_NORM, FEED_FORWARD_OUTPUT_NORM));

    private final String transformersName;
    private final String ggufName;

    LayerPart(String transformersName, String ggufName) {
        this.transformersName = transformersName;
        this.ggufName = ggufName;
    }

    /** What transformers calls it in a layer, unless the architecture says otherwise; see {@link Architecture#nameOf}. */
    public String transformersName() {
        return transformersName;
    }

    /** What GGUF files call it in a layer. */
    public String ggufName() {
        return ggufName;
    }
}
