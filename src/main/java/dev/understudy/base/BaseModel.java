package dev.understudy.base;

import java.nio.file.Path;

/// A pretrained model on this disk, its content checked.
///
/// `weights` is a GGUF file, or a folder with safetensors, `config.json` and `tokenizer.json`.
/// `sha256` is the file's hash; of a folder, the hash of its files' hashes and names in order.
public record BaseModel(String name, Path weights, String sha256) {}
