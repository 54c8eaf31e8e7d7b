package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.store.AtomicFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainMemoryTest {
  private static final long GIB = 1L << 30;

  @TempDir Path folder;

  private void proc(String file, String text) {
    AtomicFiles.write(folder.resolve("proc").resolve(file), text);
  }

  private void group(String file, Object text) {
    AtomicFiles.write(folder.resolve("groups").resolve(file), text + "\n");
  }

  private MainMemory memory() {
    return new MainMemory(folder.resolve("proc"), folder.resolve("groups"));
  }

  private void machine() {
    proc("meminfo", "MemTotal:       24000000 kB\nMemAvailable:   20971520 kB\n");
  }

  @Test
  void withoutGroupsItIsWhatTheMachineHas() {
    machine();
    assertThat(memory().available()).hasValue(20 * GIB);
  }

  @Test
  void aGroupLeavesLess() {
    machine();
    proc("self/cgroup", "0::/a/b\n");
    group("a/b/memory.max", "max");
    group("a/b/memory.current", 3 * GIB);
    assertThat(memory().available()).hasValue(20 * GIB);
    group("a/memory.max", 8 * GIB);
    group("a/memory.current", 5 * GIB);
    assertThat(memory().available()).as("of the group around it").hasValue(3 * GIB);
    group("a/memory.stat", "anon 7\ninactive_file " + GIB);
    assertThat(memory().available()).as("cached files can go").hasValue(4 * GIB);
  }

  @Test
  void inAContainerTheRootIsTheGroup() {
    machine();
    proc("self/cgroup", "0::/\n");
    group("memory.max", 2 * GIB);
    group("memory.current", GIB);
    assertThat(memory().available()).hasValue(GIB);
  }

  @Test
  void groupsOfTheFirstVersionCountToo() {
    machine();
    proc("self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/x\n");
    group("memory/x/memory.limit_in_bytes", 6 * GIB);
    group("memory/x/memory.usage_in_bytes", 4 * GIB);
    assertThat(memory().available()).hasValue(2 * GIB);
    group("memory/x/memory.limit_in_bytes", "9223372036854771712");
    assertThat(memory().available()).as("no limit").hasValue(20 * GIB);
  }

  @Test
  void whereNobodyTellsNothingIsKnown() {
    assertThat(memory().available()).isEmpty();
  }
}
