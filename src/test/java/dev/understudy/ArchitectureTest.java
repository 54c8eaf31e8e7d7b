package dev.understudy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The house and its floors: imports point to lower floors or stay on their own.
class ArchitectureTest {
  private static final String ROOT = "dev.understudy.";

  /// A package not named here is refused: say first on which floor it stands. Sub-packages stand on
  /// their parent's floor, unless they are named themselves.
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("problem", 0),
          Map.entry("store", 0),
          Map.entry("person", 1),
          Map.entry("tensor", 1),
          Map.entry("llm", 1),
          Map.entry("base", 2),
          Map.entry("recipe", 2),
          Map.entry("model", 2),
          Map.entry("recall", 3),
          Map.entry("llm.remote", 3),
          Map.entry("llm.local", 3),
          Map.entry("profile", 4),
          Map.entry("scene", 4),
          Map.entry("dataset", 4),
          Map.entry("experience", 4),
          Map.entry("train", 4),
          Map.entry("export", 4),
          Map.entry("interview", 4),
          Map.entry("pipeline", 5),
          Map.entry("cli", 7));

  private static final Set<String> STAGES =
      Set.of("profile", "scene", "experience", "dataset", "train", "interview", "export");

  /// Neighbours on one floor that may be used by others there; the rule against cycles covers them.
  private static final Set<String> SHARED = Set.of("problem", "base", "recipe");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.understudy");

  @Test
  void sawTheHouse() {
    assertThat(CLASSES).hasSizeGreaterThan(150);
    assertThat(packages()).containsAll(FLOORS.keySet());
  }

  @Test
  void everyPackageStandsOnAFloor() {
    assertThat(FLOORS.keySet()).containsAll(packages());
  }

  @Test
  void importsPointDownwards() {
    List<String> wrong =
        CLASSES.stream()
            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
            .filter(d -> isOurs(d.getTargetClass()))
            .filter(ArchitectureTest::isUpwards)
            .map(Dependency::getDescription)
            .toList();

    assertThat(wrong).isEmpty();
  }

  @Test
  void noCycles() {
    slices().assignedFrom(new Houses()).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheEdgePrintsOrExits() {
    noClasses()
        .that(resideOutside("cli"))
        .should()
        .callMethodWhere(describe("prints or exits", ArchitectureTest::isForTheEdge))
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  void onlyStoreAndTheReadersOfWeightsKnowJacksonsFormats() {
    noClasses()
        .that(resideOutside("store"))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("tools.jackson.dataformat.yaml.YAMLMapper")
        .orShould()
        .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.databind.."))
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() throws ClassNotFoundException {
    Set<String> names =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names).hasSizeGreaterThanOrEqualTo(FLOORS.size());
    for (String name : names) {
      Class<?> info = Class.forName(name + ".package-info");
      assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
    }
  }

  @Test
  void aDependencyUpwardsWouldBeSeen() {
    assertThat(allowed("model", "cli")).isFalse();
    assertThat(allowed("train", "experience")).isFalse();
    assertThat(allowed("train", "model")).isTrue();
    assertThat(allowed("model", "base")).isTrue();
    assertThat(allowed("base", "model")).isFalse();
  }

  private static boolean isForTheEdge(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    return switch (call.getName()) {
      case "exit", "halt", "console", "setOut", "setErr" ->
          owner.isEquivalentTo(System.class) || owner.isEquivalentTo(Runtime.class);
      case "printStackTrace" -> owner.isAssignableTo(Throwable.class);
      default -> false;
    };
  }

  private static boolean isUpwards(Dependency d) {
    return !allowed(house(d.getOriginClass()), house(d.getTargetClass()));
  }

  private static boolean allowed(String from, String to) {
    int below = FLOORS.getOrDefault(from, -1) - FLOORS.getOrDefault(to, 99);
    return from.equals(to)
        || below > 0
        || (below == 0 && SHARED.contains(to) && !STAGES.contains(to));
  }

  private static Set<String> packages() {
    return CLASSES.stream()
        .map(ArchitectureTest::house)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOurs(JavaClass c) {
    return c.getPackageName().startsWith(ROOT);
  }

  /// The longest beginning of the package name that has a floor.
  private static String house(JavaClass c) {
    String name = c.getPackageName().substring(ROOT.length());
    while (!FLOORS.containsKey(name) && name.contains(".")) {
      name = name.substring(0, name.lastIndexOf('.'));
    }
    return name;
  }

  private static final class Houses implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass c) {
      return isOurs(c) ? SliceIdentifier.of(house(c)) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "what has a floor of its own";
    }
  }

  private static DescribedPredicate<JavaClass> resideOutside(String house) {
    return describe("reside outside " + house, c -> !house(c).equals(house));
  }
}
