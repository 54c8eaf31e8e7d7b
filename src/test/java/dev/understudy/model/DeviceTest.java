package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceTest {
  @ParameterizedTest
  @EnumSource
  void aGpuIsUsedWhereItIsReadyAndNobodySaysOtherwise(Cuda found) {
    Device expected = found == Cuda.READY ? Device.CUDA : Device.CPU;
    assertThat(Device.choose(null, () -> found)).isEqualTo(expected);
    assertThat(Device.choose("", () -> found)).isEqualTo(expected);
  }

  @Test
  void theCpuIsTakenWithoutLookingForAGpu() {
    assertThat(
            Device.choose(
                "cpu",
                () -> {
                  throw new AssertionError("looked");
                }))
        .isEqualTo(Device.CPU);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READY")
  void whoAsksForAGpuThatIsNotThereHearsWhatWasFoundAndWhatToDo(Cuda found) {
    assertThatThrownBy(() -> Device.choose("cuda", () -> found))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> {
              assertThat(e.problems().getFirst().what()).isEqualTo(found.found);
              assertThat(e.problems().getFirst().fix())
                  .contains("CUDA 13", "UNDERSTUDY_DEVICE=cpu");
            });
  }

  @Test
  void aDeviceWeDoNotKnowIsRefused() {
    assertThatThrownBy(() -> Device.choose("tpu", () -> Cuda.READY))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("`tpu`");
  }

  @Test
  void libtorchIsAskedWhetherThereIsOne() {
    assertThat(Native.cuda() == Cuda.READY).isEqualTo(torch.cuda_is_available());
  }

  @Test
  void tellsItself() {
    assertThat(Device.CPU.label()).isEqualTo("the CPU in float32");
    assertThat(Device.CUDA.label()).isEqualTo("CUDA in bfloat16");
  }

  @Test
  void weightsAreCopiedOnlyWhereTheyMustBe() {
    Weights weights = Tiny.weights();
    try (PointerScope scope = new PointerScope();
        Weights same = weights.on(Devices.TORCH);
        Weights half = weights.on(Devices.HALF)) {
      Tensor qkv = weights.layers().getFirst().qkv();
      Tensor rounded = half.layers().getFirst().qkv();
      assertThat(same.layers().getFirst().qkv().data_ptr().address())
          .isEqualTo(qkv.data_ptr().address());
      assertThat(rounded.element_size()).isEqualTo(2);
      assertThat(half.layers().getFirst().attentionNorm().element_size()).isEqualTo(4);
      assertThat(torch.allclose(rounded.to(torch.ScalarType.Float), qkv, 0.01, 1e-3, false))
          .isTrue();
      weights.close();
      assertThat(same.finalNorm().numel()).isEqualTo(32);
    }
  }
}
