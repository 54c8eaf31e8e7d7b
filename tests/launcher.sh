#!/usr/bin/env bash
# Tests the launcher with a JDK and a Maven made up here, so that it takes seconds and needs neither.
set -euo pipefail

# A script started in the background ignores Ctrl-C, and so does all that it starts: begin again with the usual answer.
if [ -z "${CTRL_C_AS_USUAL:-}" ]; then
  export CTRL_C_AS_USUAL=yes
  exec python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp("bash", ["bash"] + sys.argv[1:])' \
    "${BASH_SOURCE[0]}" "$@"
fi

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0

fail() { printf 'FAILED %s: %s\n' "$name" "$1" >&2; sed 's/^/    /' "$work/out" >&2 || true; exit 1; }
ok() { passed=$((passed + 1)); }
has() { grep -qF -- "$1" "$work/out" || fail "does not say: $1"; }
lacks() { ! grep -qF -- "$1" "$work/out" || fail "says: $1"; }
run() { # expected status, command…: output of both kinds into out
  local expected=$1 status=0
  shift
  "$@" >"$work/out" 2>&1 </dev/null || status=$?
  [ "$status" = "$expected" ] || fail "status $status, not $expected"
}
builds() { # how often Maven ran
  local count=0
  [ ! -e "$work/builds" ] || count=$(wc -l <"$work/builds")
  [ "$count" -eq "$1" ] || fail "$count builds, not $1"
}

make_jdk() { # folder, version
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="Nobody"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
  cat >"$1/bin/java" <<'JAVA'
#!/usr/bin/env bash
for argument in "$@"; do
  case $argument in -XX:AOTCacheOutput=*) : >"${argument#*=}"; exit 0 ;; esac
done
printf 'WARNING: Using incubator modules: jdk.incubator.vector\n' >&2
printf 'native words\n' >&2
printf 'java %s pid %s args %s\n' "$0" "$$" "$*"
case " $* " in *" wait "*) trap 'echo interrupted; exit 130' INT; : >"$WORK/waits"; while :; do sleep 0.1; done ;; esac
exit "${JAVA_STATUS:-0}"
JAVA
  printf '#!/bin/sh\n' >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

make_maven() {
  mkdir -p "$work/tools/some-maven/bin"
  cat >"$work/tools/some-maven/bin/mvn" <<'MAVEN'
#!/usr/bin/env bash
echo build >>"$WORK/builds"
printf '%s\n' "$JAVA_HOME $*" >"$WORK/maven-args"
[ -z "${MAVEN_FAILS:-}" ] || { echo '[ERROR] something is missing'; exit 1; }
for argument in "$@"; do case $argument in -Dbuild.folder=*) folder=${argument#*=} ;; esac; done
sleep "${MAVEN_SLEEPS:-0}"
mkdir -p "$folder"
echo jar >"$folder/understudy.jar"
printf '%s' "$WORK/some.jar" >"$folder/class-path.txt"
MAVEN
  chmod +x "$work/tools/some-maven/bin/mvn"
}

# Only these tools are on PATH, so that no JDK and no Maven of this machine is found.
mkdir "$work/bin" "$work/home"
for tool in bash sh env readlink find mkdir touch cat cp mv rm grep tail cut sleep flock wc kill ln rmdir; do
  path=$(command -v "$tool") && ln -sf "$path" "$work/bin/$tool"
done
new_project() {
  rm -rf "$work/project" "$work/builds" "$work/tools"
  mkdir -p "$work/project/src/main/java" "$work/tools"
  cp "$repo/understudy" "$work/project/understudy"
  echo '<project/>' >"$work/project/pom.xml"
  echo class >"$work/project/src/main/java/A.java"
  echo jar >"$work/some.jar"
  make_jdk "$work/tools/jdk-25" 25.0.3
  make_maven
}
launcher() {
  env -i PATH="$work/bin" HOME="$work/home" WORK="$work" UNDERSTUDY_SEARCH="$work/tools" "${with[@]}" \
    "$work/project/understudy" "$@"
}
exec_launcher() {
  exec env -i PATH="$work/bin" HOME="$work/home" WORK="$work" UNDERSTUDY_SEARCH="$work/tools" \
    "$work/project/understudy" "$@"
}
with=(NONE=)

name="without a JDK it says where it looked and how to get one"
new_project
rm -r "$work/tools/jdk-25"
make_jdk "$work/tools/jdk-17" 17.0.15
with=(JAVA_HOME="$work/tools/jdk-17")
run 1 launcher --help
has "no JDK 25 or later was found"
has "JAVA_HOME: $work/tools/jdk-17 holds 17.0.15"
has "PATH: no javac"
has "$work/tools/*"
has "apt install openjdk-25-jdk"
with=(NONE=)
ok

name="without Maven it says where it looked and how to get it"
new_project
rm -r "$work/tools/some-maven"
run 1 launcher --help
has "Maven is needed to build and was not found"
has "apt install maven"
ok

name="a machine libtorch is not published for is told at once"
new_project
with=(UNDERSTUDY_PLATFORM=linux-gnu-aarch64)
run 1 launcher --version
has "is published for Linux and Windows on x86-64"
builds 0
with=(NONE=)
ok

name="it tells what it would use"
new_project
run 0 launcher --find-jdk
has "$work/tools/jdk-25"
run 0 launcher --find-maven
has "$work/tools/some-maven/bin/mvn"
builds 0
ok

name="it builds once, and passes the arguments on as they are"
new_project
run 0 launcher base "two words" '*'
has "building"
builds 1
has "dev.understudy.cli.Main base two words *"
has "-XX:AOTCache=$work/project/.understudy/app/start.aot"
lacks "jdk.incubator.vector --"
run 0 launcher base list
lacks "building"
builds 1
grep -q "^$work/tools/jdk-25 .*-Dquick" "$work/maven-args" || fail "Maven was called with $(cat "$work/maven-args")"
ok

name="a changed, new or deleted source builds again"
for change in 'echo >>src/main/java/A.java' 'echo >src/main/java/B.java' 'rm src/main/java/B.java' 'echo >>pom.xml'; do
  rm -f "$work/builds"
  sleep 0.05
  (cd "$work/project" && eval "$change")
  run 0 launcher --version
  builds 1
  run 0 launcher --version
  builds 1
done
ok

name="a lost library or another JDK builds again"
rm -f "$work/builds" "$work/some.jar"
run 0 launcher --version
builds 1
echo jar >"$work/some.jar"
make_jdk "$work/tools/jdk-25" 25.0.9
run 0 launcher --version
builds 2
ok

name="a failed build shows why, and the next start tries again"
new_project
with=(MAVEN_FAILS=1)
run 1 launcher --version
has "the build failed"
has "[ERROR] something is missing"
with=(NONE=)
run 0 launcher --version
builds 2
ok

name="two at once build once"
new_project
with=(MAVEN_SLEEPS=1)
launcher --version >"$work/first" 2>&1 &
first=$!
run 0 launcher --version
wait "$first" || fail "the first one failed: $(cat "$work/first")"
builds 1
with=(NONE=)
ok

name="without flock two at once build once, and a lock left by a killed one is taken"
new_project
mv "$work/bin/flock" "$work/flock"
with=(MAVEN_SLEEPS=1)
mkdir -p "$work/project/.understudy"
ln -s 999999999 "$work/project/.understudy/lock.pid"
launcher --version >"$work/first" 2>&1 &
first=$!
run 0 launcher --version
wait "$first" || fail "the first one failed: $(cat "$work/first")"
builds 1
[ ! -L "$work/project/.understudy/lock.pid" ] || fail "the lock is still there"
mv "$work/flock" "$work/bin/flock"
with=(NONE=)
ok

name="it works from any folder and through symbolic links"
mkdir -p "$work/else/where"
ln -sf ../../project/understudy "$work/else/where/link"
ln -sf "$work/else/where/link" "$work/bin/us"
(cd "$work/else" && run 0 env -i PATH="$work/bin" HOME="$work/home" WORK="$work" UNDERSTUDY_SEARCH="$work/tools" us --version)
has "-cp $work/project/.understudy/app/understudy.jar:"
ok

name="verbs that compute get the vector module, and Java's greeting to it is kept from view"
run 0 launcher train beethoven
has "--add-modules=jdk.incubator.vector"
has "-Dunderstudy.err=3"
lacks "-XX:AOTCache"
sleep 0.3
lacks "WARNING: Using incubator modules"
has "native words"
run 0 launcher train --help
lacks "--add-modules"
ok

name="more options for Java are split into words"
with=("UNDERSTUDY_JAVA_OPTS=-Xmx8g -Dx=y")
run 0 launcher check beethoven
has "-Xmx8g -Dx=y -cp"
with=(NONE=)
ok

name="the exit status is the program's"
with=(JAVA_STATUS=2)
run 2 launcher --nonsense
with=(NONE=)
ok

name="Ctrl-C reaches the program, which is the launcher's own process"
rm -f "$work/waits"
set -m
exec_launcher wait >"$work/out" 2>&1 &
pid=$!
set +m
for _ in $(seq 100); do [ -e "$work/waits" ] && break; sleep 0.05; done
grep -q "pid $pid " "$work/out" || fail "Java runs as another process than $pid"
kill -INT -- "-$pid"
status=0
wait "$pid" || status=$?
[ "$status" = 130 ] || fail "status $status, not 130"
has interrupted
ok

printf 'launcher: %d tests passed\n' "$passed"
