package dev.understudy.model.learn;

import dev.understudy.model.BaseFile;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.learn.LoraParameters.Group;
import dev.understudy.recipe.Recipe;
import java.util.List;

/// What a learner on the CPU will take of the memory, in bytes, counted before it is made: by the
/// shapes of what [LoraLearner] and [FullLearner] keep.
///
/// @param weights frozen ones and those that learn
/// @param gradients of those that learn
/// @param activations all that grows with the tokens of a pass, and the gradients of it
public record Footprint(long weights, long gradients, long activations) {
  private static final int FLOAT = 4;

  /// Of an adapter beside a frozen base.
  ///
  /// @param learn the largest passes of steps
  /// @param measure the largest passes of measurements
  public static Footprint of(
      BaseFile base, LoraConfig lora, Recipe.Memory memory, Load learn, Load measure, int threads) {
    ModelConfig c = base.config();
    var shape = new Shape(c, lora.rank(), lora.dropout(), lora.targets(), lora.dora());
    long learnt = FLOAT * shape.adapter();
    long frozen =
        switch (memory.baseWeights()) {
          case FLOAT32 -> FLOAT * (shape.layers() + shape.ends());
          case INT8 -> shape.quantised(base, BlockFormat.Q8_0, threads);
          case INT4 -> shape.quantised(base, BlockFormat.Q4_0, threads);
        };
    var passes = new Passes(shape, memory.checkpointing(), learn, learn.max(measure), threads);
    return new Footprint(frozen + learnt, learnt, passes.bytes());
  }

  /// Of all weights.
  public static Footprint of(
      ModelConfig config, Recipe.Memory memory, Load learn, Load measure, int threads) {
    var shape = new Shape(config, 0, 0, List.of(), false);
    long learnt = weights(config);
    var passes = new Passes(shape, memory.checkpointing(), learn, learn.max(measure), threads);
    return new Footprint(learnt, learnt, passes.bytes());
  }

  /// Of a whole base in float32.
  public static long weights(ModelConfig config) {
    var shape = new Shape(config, 0, 0, List.of(), false);
    return FLOAT * (shape.layers() + shape.ends());
  }

  /// Sizes of a decoder, with an adapter or without, in floats.
  private record Shape(
      ModelConfig c, int rank, double dropout, List<String> adapted, boolean dora) {
    long heads() {
      return (long) c.heads() * c.headDim();
    }

    long in(Group g) {
      return switch (g) {
        case QKV, GATE_UP -> c.width();
        case OUTPUT -> heads();
        case DOWN -> c.feedForward();
      };
    }

    long out(Group g) {
      return switch (g) {
        case QKV -> c.qkvRows();
        case GATE_UP -> 2L * c.feedForward();
        case OUTPUT, DOWN -> c.width();
      };
    }

    private long out(String module) {
      return switch (module) {
        case "q_proj" -> heads();
        case "k_proj", "v_proj" -> (long) c.kvHeads() * c.headDim();
        case "gate_proj", "up_proj" -> c.feedForward();
        default -> c.width();
      };
    }

    private List<String> targets(Group g) {
      return g.modules.stream().filter(adapted::contains).toList();
    }

    /// Of an input's buffer.
    long columns(Group g) {
      return in(g) + (long) rank * targets(g).size();
    }

    long adapter() {
      long each = 0;
      for (Group g : Group.values()) {
        for (String module : targets(g)) {
          each += rank * (in(g) + out(module)) + (dora ? out(module) : 0);
        }
      }
      return c.layers() * each;
    }

    /// Norms and biases of one block.
    private long vectors() {
      ModelConfig.Variant v = c.variant();
      return 2L * c.width()
          + (v.biases() ? c.qkvRows() : 0)
          + (v.headNorms() ? 2L * c.headDim() : 0);
    }

    long layers() {
      long each = vectors();
      for (Group g : Group.values()) {
        each += out(g) * columns(g);
      }
      return c.layers() * each;
    }

    long ends() {
      return c.width() + (c.tiedHead() ? 1L : 2L) * c.vocabulary() * c.width();
    }

    /// Bytes of the frozen weights in few bits.
    long quantised(BaseFile base, BlockFormat format, int threads) {
      long bytes = bytes(base.storedEmbedding(), BlockFormat.Q8_0);
      bytes += c.tiedHead() ? 0 : bytes(base.storedHead(), BlockFormat.Q8_0);
      bytes += FLOAT * (c.width() + (long) threads * Tiles.FLOATS);
      for (int i = 0; i < c.layers(); i++) {
        bytes += FLOAT * vectors();
        for (Group g : Group.values()) {
          bytes += FLOAT * out(g) * (columns(g) - in(g));
          for (String module : g.modules) {
            bytes += bytes(base.stored(i, g.prefix + module), format);
          }
        }
      }
      return bytes;
    }

    private static long bytes(BaseFile.Stored stored, BlockFormat wanted) {
      return QuantisedMatrix.bytes(stored, wanted);
    }
  }

  /// @param forward the largest passes forth, `back` those that go back, too
  private record Passes(Shape shape, boolean checkpointing, Load back, Load forward, int threads) {
    long bytes() {
      return FLOAT * (blocks() + dora() + heads() + stream() + scratch() + head() + attention());
    }

    private static long room(long rows, long columns) {
      return Room.size(rows, columns);
    }

    private ModelConfig c() {
      return shape.c();
    }

    private long columns(Group g) {
      return shape.columns(g);
    }

    /// What each block keeps for the way back; the last one goes on with the targets alone.
    private long blocks() {
      int tokens = forward.tokens();
      long whole = upToAttention(tokens) + behind(tokens);
      long last = upToAttention(tokens) + behind(forward.targets());
      long chosen = room(forward.targets(), columns(Group.OUTPUT));
      return checkpointing
          ? (c().layers() > 1 ? whole : last) + chosen
          : (c().layers() - 1) * whole + last + chosen;
    }

    private long upToAttention(int rows) {
      return room(rows, columns(Group.QKV))
          + room(rows, 1)
          + room(rows, c().qkvRows())
          + room(rows, columns(Group.OUTPUT))
          + room(rows, c().heads())
          + masks(rows, Group.QKV);
    }

    private long behind(int rows) {
      return room(rows, c().width())
          + room(rows, columns(Group.GATE_UP))
          + room(rows, 1)
          + room(rows, 2L * c().feedForward())
          + masks(rows, Group.OUTPUT)
          + masks(rows, Group.GATE_UP)
          + masks(rows, Group.DOWN);
    }

    /// What DoRA's maps keep of their own, whether blocks are recomputed or not.
    private long dora() {
      long sum = 0;
      for (Group g : Group.values()) {
        if (shape.dora() && !shape.targets(g).isEmpty()) {
          sum += (c().layers() - 1) * dora(g, forward.tokens(), back.tokens());
          sum +=
              g == Group.QKV
                  ? dora(g, forward.tokens(), back.tokens())
                  : dora(g, forward.targets(), back.targets());
        }
      }
      return sum;
    }

    /// @param drawn rows of passes with dropout
    private long dora(Group g, int rows, int drawn) {
      long dropped = shape.dropout() > 0 ? 2 * room(drawn, columns(g)) : 0;
      return room(rows, shape.out(g)) + dropped;
    }

    /// Queries and keys before their norms, and the norms.
    private long heads() {
      long count = (long) c().heads() + c().kvHeads();
      return c().variant().headNorms()
          ? c().layers()
              * (room(forward.tokens(), count * c().headDim()) + room(forward.tokens(), count))
          : 0;
    }

    /// Dropout's, which are drawn in steps only.
    private long masks(int rows, Group g) {
      boolean drawn = shape.dropout() > 0 && columns(g) > shape.in(g);
      return drawn ? room(Math.min(rows, back.tokens()), shape.in(g)) : 0;
    }

    private long stream() {
      long width = c().width();
      return c().layers() * room(forward.tokens(), width)
          + 2 * room(forward.targets(), width)
          + room(forward.targets(), 1)
          + room(back.tokens(), width)
          + 2L * back.targets() * width // gradients behind the last block, and behind the norm
          + back.tokens() * (width + columns(Group.OUTPUT)); // the last block's, of all rows
    }

    private long scratch() {
      int rows = c().layers() > 1 ? back.tokens() : back.targets();
      int inner = c().layers() > 1 ? forward.tokens() : forward.targets();
      return room(inner, columns(Group.DOWN))
          + room(rows, columns(Group.DOWN))
          + room(rows, 2L * c().feedForward())
          + room(back.tokens(), c().qkvRows())
          + room(back.tokens(), columns(Group.QKV))
          + room(rows, columns(Group.GATE_UP))
          + room(rows, columns(Group.OUTPUT));
    }

    private long head() {
      return room(Math.min(Head.CHUNK, forward.targets()), c().vocabulary())
          + room((long) Vocabulary.PARTS * Math.min(Head.CHUNK, back.targets()), c().width())
          + room(Math.min(Head.CHUNK, back.targets()), c().width());
    }

    private long attention() {
      long queries = (long) c().heads() / c().kvHeads() * Tile.TOKENS;
      long desk = 2 * queries * (c().headDim() + forward.longest());
      return threads * (desk + room(back.tokens(), 2L * c().kvHeads() * c().headDim()));
    }
  }
}
