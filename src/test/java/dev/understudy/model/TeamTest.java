package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TeamTest {
  @Test
  void everyIndexIsRunOnceAndAllAreDoneOnReturn() throws InterruptedException {
    try (Team team = new Team(3)) {
      AtomicIntegerArray hits = new AtomicIntegerArray(1000);
      for (int round = 1; round <= 200; round++) {
        team.forEach(
            1000,
            7,
            (from, to, member) -> {
              assertThat(member).isBetween(0, 2);
              for (int i = from; i < to; i++) {
                hits.incrementAndGet(i);
              }
            });
        for (int i = 0; i < 1000; i++) {
          assertThat(hits.get(i)).isEqualTo(round);
        }
        if (round % 50 == 0) {
          Thread.sleep(5); // the helpers fall asleep
        }
      }
    }
  }

  @Test
  void helpersHelp() {
    try (Team team = new Team(2)) {
      AtomicInteger helped = new AtomicInteger();
      // Each share waits for the other: alone the caller would never get through.
      AtomicInteger inside = new AtomicInteger();
      team.forEach(
          2,
          1,
          (from, to, member) -> {
            inside.incrementAndGet();
            while (inside.get() < 2) {
              Thread.onSpinWait();
            }
            helped.addAndGet(member);
          });
      assertThat(helped.get()).isEqualTo(1);
    }
  }

  @Test
  void whatAShareThrowsReachesTheCallerAndTheTeamWorksOn() {
    try (Team team = new Team(3)) {
      for (int round = 0; round < 50; round++) {
        assertThatThrownBy(() ->
                team.forEach(
                    9,
                    1,
                    (from, to, member) -> {
                      if (from == 4) {
                        throw new IllegalArgumentException("one fails");
                      }
                    }))
            .hasRootCauseMessage("one fails");
        AtomicInteger ran = new AtomicInteger();
        team.forEach(9, 1, (from, to, member) -> ran.incrementAndGet());
        assertThat(ran.get()).isEqualTo(9);
      }
    }
  }
}
