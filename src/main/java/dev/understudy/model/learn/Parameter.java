package dev.understudy.model.learn;

import org.bytedeco.pytorch.Tensor;

/// Something that is trained: its value and the gradient of the last step, of one shape, both owned
/// by the learner.
///
/// @param name as Hugging Face or PEFT name it, e.g. `model.layers.3.mlp.up_proj.lora_A`
/// @param decays whether weight decay applies (not to norms)
public record Parameter(String name, Tensor value, Tensor gradient, boolean decays) {}
