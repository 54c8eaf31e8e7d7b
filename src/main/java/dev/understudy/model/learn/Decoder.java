package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Rope;
import dev.understudy.model.Team;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The whole decoder, forward and backward, by hand: no autograd, nothing kept but what the way
/// back needs. Where blocks share their rooms not even that: each block is run again on the way
/// back, from the residual stream before it.
final class Decoder implements Losses {
  private final ModelConfig config;
  private final Embedding embedding;
  private final List<Block> blocks;
  private final Norm finalNorm;
  private final Head head;
  private final Team team;
  private final Attention attention;
  private final Scratch scratch;
  private final List<Room> residuals = new ArrayList<>(); // before each block, and behind the last
  private final Room finalInverse = new Room(1);
  private final Room finalNormed;
  private final Room dResidual;
  private final boolean checkpointing;
  private final Rooms rooms;
  private @Nullable Rope rope;
  private int positions;

  Decoder(
      ModelConfig config,
      Embedding embedding,
      List<Block> blocks,
      Norm finalNorm,
      Head head,
      Rooms rooms,
      Team team) {
    this.config = config;
    this.embedding = embedding;
    this.blocks = List.copyOf(blocks);
    this.finalNorm = finalNorm;
    this.head = head;
    this.rooms = rooms;
    checkpointing = rooms.shared();
    this.team = team;
    attention = new Attention(config);
    scratch = Scratch.of(config, blocks.getFirst());
    for (int i = 0; i <= blocks.size(); i++) {
      residuals.add(new Room(config.width()));
    }
    finalNormed = new Room(config.width());
    dResidual = new Room(config.width());
  }

  @Override
  public double loss(Batch batch) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Pass pass = pass(batch);
      Tensor rows = Tensors.longs(batch.rows());
      Tensor normed = forward(pass, rows, null);
      return head.loss(team, normed, batch.labels(), 1, null);
    }
  }

  @Override
  public double learn(Batch batch, double scale) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        GeneratorStates drawn = new GeneratorStates(torch.getDefaultCPUGenerator())) {
      Pass pass = pass(batch);
      Tensor rows = Tensors.longs(batch.rows());
      Tensor normed = forward(pass, rows, drawn);
      Tensor dNormed = torch.empty_like(normed);
      double loss = head.loss(team, normed, batch.labels(), scale, dNormed);
      backward(pass, rows, dNormed, drawn);
      return loss;
    }
  }

  private Pass pass(Batch batch) {
    config.checkLength(batch.longest());
    Rotation rotation = Rotation.of(config, table(batch.longest()), batch.positions());
    return new Pass(team, batch, rotation, attention, scratch);
  }

  /// (targets, width): behind the final norm, where there is a target. The last block already
  /// leaves out the other rows.
  ///
  /// @param drawn gets where the generator stood before each block; null where none is run again
  private Tensor forward(Pass pass, Tensor rows, @Nullable GeneratorStates drawn) {
    Batch batch = pass.batch();
    embedding.forward(team, batch.tokens(), residuals.getFirst().rows(batch.size()));
    for (int i = 0; i < blocks.size(); i++) {
      try (PointerScope scope = new PointerScope()) {
        boolean last = i == blocks.size() - 1;
        Tensor y = residuals.get(i + 1).rows(last ? batch.targets() : batch.size());
        Tensor x = residuals.get(i).rows(batch.size());
        if (checkpointing && drawn != null) {
          drawn.keep();
        }
        blocks.get(i).forward(pass, x, last ? rows : null, y);
      }
    }
    Tensor normed = finalNormed.rows(batch.targets());
    Tensor x = residuals.getLast().rows(batch.targets());
    finalNorm.forward(team, x, normed, finalInverse.rows(batch.targets()));
    return normed;
  }

  private void backward(Pass pass, Tensor rows, Tensor dNormed, GeneratorStates drawn) {
    Batch batch = pass.batch();
    Tensor dLast = torch.zeros(batch.targets(), config.width());
    Tensor last = residuals.getLast().rows(batch.targets());
    finalNorm.backward(team, dNormed, last, finalInverse.rows(batch.targets()), dLast);
    Tensor d = dResidual.rows(batch.size());
    for (int i = blocks.size() - 1; i >= 0; i--) {
      try (PointerScope scope = new PointerScope()) {
        Tensor x = residuals.get(i).rows(batch.size());
        if (i == blocks.size() - 1) {
          d.copy_(blocks.get(i).backward(pass, x, rows, dLast));
        } else {
          Block block = blocks.get(i);
          if (checkpointing) {
            drawn.from(i, () -> block.activate(pass, x, null, x.size(0)));
          }
          block.backward(pass, x, null, d);
        }
      }
    }
    embedding.learn(batch.tokens(), d);
  }

  /// Bytes of all that grows with the batch.
  long activationBytes() {
    return rooms.bytes()
        + blocks.stream().mapToLong(Block::bytes).sum()
        + scratch.bytes()
        + head.bytes()
        + attention.bytes()
        + residuals.stream().mapToLong(Room::bytes).sum()
        + finalInverse.bytes()
        + finalNormed.bytes()
        + dResidual.bytes();
  }

  private Rope table(int longest) {
    if (rope == null || positions < longest) {
      closeRope();
      positions = Math.max(longest, 512);
      rope = Rope.of(config, positions);
    }
    return rope;
  }

  private void closeRope() {
    if (rope != null) {
      rope.close();
    }
  }

  @Override
  public void close() {
    closeRope();
    embedding.close();
    blocks.forEach(Block::close);
    finalNorm.close();
    head.close();
    scratch.close();
    attention.close();
    residuals.forEach(Room::close);
    finalInverse.close();
    finalNormed.close();
    dResidual.close();
  }
}
