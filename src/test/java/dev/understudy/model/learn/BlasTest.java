package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.model.Native;
import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasTest {
  private static final float SCALE = 0.5f;
  private static final float KEEP = 2f;

  @BeforeAll
  static void load() {
    Native.load();
    torch.manual_seed(1);
  }

  /// Shapes that are cut by columns, by rows, both ways, into uneven parts, and not at all.
  @ParameterizedTest
  @CsvSource({
    "235, 1000, 7",
    "70, 16, 33",
    "600, 1553, 5",
    "1, 1, 1",
    "3, 129, 4",
    "48, 576, 235",
    "1536, 16, 60",
    "65, 127, 2",
    "257, 385, 3"
  })
  void everyPartIsWhatTheWholeWouldBe(int rows, int columns, int inner) {
    try (PointerScope scope = new PointerScope();
        Team team = new Team(3);
        Team one = new Team(1)) {
      Tensor a = torch.randn(rows, inner);
      Tensor b = torch.randn(inner, columns);
      Tensor c = torch.randn(rows, columns);
      Tensor wanted = a.mm(b).mul(new Scalar(SCALE)).add(c.mul(new Scalar(KEEP)));
      Tensor plain = product(team, a, false, b, false, c);
      assertThat(torch.allclose(plain, wanted, 1e-4, 1e-4, false)).isTrue();
      Tensor turned = product(team, a.t().contiguous(), true, b.t().contiguous(), true, c);
      assertThat(torch.allclose(turned, wanted, 1e-4, 1e-4, false)).isTrue();
      assertThat(product(one, a, false, b, false, c).equal(plain)).isTrue();
    }
  }

  private static Tensor product(
      Team team, Tensor a, boolean turnA, Tensor b, boolean turnB, Tensor c) {
    Tensor out = c.clone();
    int inner = (int) (turnA ? a.size(0) : a.size(1));
    Side left = turnA ? side(a).t() : side(a);
    Side right = turnB ? side(b).t() : side(b);
    Blas.multiply(
        team, (int) c.size(0), (int) c.size(1), inner, SCALE, left, right, KEEP, side(out));
    return out;
  }

  private static Side side(Tensor tensor) {
    return Side.of(Matrix.of(tensor));
  }
}
