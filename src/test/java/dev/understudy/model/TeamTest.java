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
  void everyShareIsTakenOnceBetweenBarriers() {
    try (Team team = new Team(3)) {
      AtomicIntegerArray hits = new AtomicIntegerArray(1000);
      for (int round = 0; round < 50; round++) {
        team.run(t -> {
          for (int phase = 0; phase < 4; phase++) {
            for (int i = t.take(7); i < 1000; i = t.take(7)) {
              for (int j = i; j < Math.min(1000, i + 7); j++) {
                hits.incrementAndGet(j);
              }
            }
            t.barrier();
          }
        });
      }
      for (int i = 0; i < 1000; i++) {
        assertThat(hits.get(i)).isEqualTo(200);
      }
    }
  }

  @Test
  void whatOneMemberThrowsReachesTheCallerAndTheTeamWorksOn() {
    try (Team team = new Team(3)) {
      for (int round = 0; round < 30; round++) {
        AtomicInteger phases = new AtomicInteger();
        assertThatThrownBy(() ->
                team.run(t -> {
                  t.barrier();
                  if (t.take(1) == 0) {
                    throw new IllegalArgumentException("one fails");
                  }
                  t.barrier();
                  phases.incrementAndGet();
                  t.barrier();
                }))
            .hasRootCauseMessage("one fails");
        assertThat(phases.get()).isZero();
        AtomicInteger ran = new AtomicInteger();
        team.run(t -> ran.incrementAndGet());
        assertThat(ran.get()).isEqualTo(3);
      }
    }
  }
}
