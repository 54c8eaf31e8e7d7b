package dev.understudy.train.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.model.NativeFloats;
import dev.understudy.model.learn.Parameter;
import dev.understudy.problem.UserException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlooTest {
  @TempDir Path folder;

  @Test
  void addsUpTheSameToTheBitEverywhere() throws Exception {
    List<float[]> sums =
        Together.run(
            folder,
            3,
            ranks -> {
              try (PointerScope scope = new PointerScope()) {
                float[] own = new float[10_007];
                for (int i = 0; i < own.length; i++) {
                  own[i] = (float) Math.sin(i * (1 + ranks.rank()) * 0.1);
                }
                Tensor tensor = torch.tensor(own);
                ranks.sum(tensor);
                return NativeFloats.of(tensor).segment().toArray(ValueLayout.JAVA_FLOAT);
              }
            });
    for (int i = 0; i < sums.getFirst().length; i++) {
      double wanted = Math.sin(i * 0.1) + Math.sin(i * 0.2) + Math.sin(i * 0.3);
      assertThat(Math.abs(sums.getFirst()[i] - wanted)).isLessThan(1e-3);
    }
    assertThat(sums.get(1)).isEqualTo(sums.getFirst());
    assertThat(sums.get(2)).isEqualTo(sums.getFirst());
  }

  @Test
  void gathersByRankAndTellsWhetherItIsSoAnywhere() throws Exception {
    List<String> told =
        Together.run(
            folder,
            2,
            ranks -> {
              double[][] all = ranks.gather(ranks.rank() + 0.5, Double.NaN);
              return all[0][0]
                  + " "
                  + all[1][0]
                  + " "
                  + all[0][1]
                  + " "
                  + ranks.any(ranks.rank() == 1)
                  + ranks.any(false)
                  + " "
                  + ranks.ofFirst(7 + ranks.rank());
            });
    assertThat(told).containsExactly("0.5 1.5 NaN truefalse 7.0", "0.5 1.5 NaN truefalse 7.0");
  }

  @Test
  void aRankThatHasEndedIsToldAtOnce() {
    long started = System.nanoTime();
    List<Future<double[][]>> all =
        Together.run(
            folder,
            2,
            Duration.ofMinutes(2),
            ranks -> ranks.rank() == 1 ? new double[0][] : ranks.gather(1));
    assertThatThrownBy(() -> all.getFirst().get())
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(RuntimeException.class)
        .cause()
        .isInstanceOf(UserException.class)
        .hasMessageContaining("training, rank 0 of 2: another process of this training has ended")
        .hasMessageContaining("--resume");
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void aRankThatDoesNotAnswerIsGivenUp() {
    List<Future<double[][]>> all =
        Together.run(
            folder,
            2,
            Duration.ofSeconds(2),
            ranks -> {
              if (ranks.rank() == 1) {
                Thread.sleep(6000);
                return new double[0][];
              }
              return ranks.gather(1);
            });
    assertThatThrownBy(() -> all.getFirst().get())
        .cause()
        .isInstanceOf(UserException.class)
        .hasMessageContaining("does not answer");
  }

  @Test
  void aRankThatNeverComesIsGivenUp() {
    var alone = new Meeting(folder, 0, 2, Duration.ofMillis(300));
    assertThatThrownBy(() -> alone.join(() -> {}))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not all processes of this training came");
  }

  @Test
  void ranksThatDifferAreFoundOut() {
    List<Future<Boolean>> all =
        Together.run(
            folder,
            2,
            Duration.ofSeconds(60),
            ranks -> {
              try (PointerScope scope = new PointerScope()) {
                float last = ranks.rank() == 0 ? 3f : Math.nextUp(3f);
                Tensor value = torch.tensor(new float[] {1, 2, last});
                var parameters = List.of(new Parameter("w", value, value, true));
                Agreement.check(ranks, List.of(), "0123456789abcdef", 5);
                Agreement.check(ranks, parameters, "0123456789abcdef", 5);
                return true;
              }
            });
    for (Future<Boolean> each : all) {
      assertThatThrownBy(each::get)
          .cause()
          .isInstanceOf(UserException.class)
          .hasMessageContaining("training, step 5: rank 1 has other values than rank 0");
    }
  }

  @Test
  void otherDataIsFoundOut() {
    List<Future<Boolean>> all =
        Together.run(
            folder,
            2,
            Duration.ofSeconds(60),
            ranks -> {
              Agreement.check(ranks, List.of(), ranks.rank() + "123456789abcdef", 5);
              return true;
            });
    assertThatThrownBy(() -> all.getFirst().get())
        .cause()
        .hasMessageContaining("rank 1 has other data than rank 0");
  }
}
