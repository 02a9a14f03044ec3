package dev.chirp.load.meter;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.LibraryMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.List;
import java.util.Set;

/** No meter is registered but by its enum, and no enum describes a meter that nobody registers. */
@AnalyzeClasses(packages = "dev.chirp", importOptions = ImportOption.DoNotIncludeTests.class)
class DocumentedMetersTest {
    private static final String MICROMETER = Counter.class.getPackageName();
    private static final Set<String> OF_REGISTRIES =
            Set.of("counter", "gauge", "gaugeCollectionSize", "gaugeMapSize", "more", "summary", "timer");
    private static final Set<String> OF_BUILDERS = Set.of("baseUnit", "builder", "description", "tag", "tags");

    @ArchTest
    static final ArchRule metersAreRegisteredByTheirEnums = noClasses()
            .that()
            .resideOutsideOfPackage(DocumentedMeter.class.getPackageName())
            .should()
            .accessTargetWhere(describe("a meter is registered", DocumentedMetersTest::registers));

    private static boolean registers(JavaAccess<?> access) {
        JavaClass owner = access.getTarget().getOwner();
        boolean ofRegistry = owner.isAssignableTo(MeterRegistry.class) || owner.isEquivalentTo(Metrics.class);
        return ofRegistry
                ? OF_REGISTRIES.contains(access.getName())
                : owner.getPackageName().equals(MICROMETER) && OF_BUILDERS.contains(access.getName());
    }

    @ArchTest
    static void findsWhoRegistersOtherwise(JavaClasses classes) {
        JavaClasses test = new ClassFileImporter().importClasses(ScrapeTest.class);

        assertThat(metersAreRegisteredByTheirEnums.evaluate(test).hasViolation())
                .isTrue();
    }

    @ArchTest
    static void knowsEveryEnum(JavaClasses classes) {
        assertThat(enums(classes))
                .extracting(JavaClass::getName)
                .containsExactlyInAnyOrderElementsOf(DocumentedMeters.all()
                        .map(meter -> meter.getClass().getName())
                        .distinct()
                        .toList());
    }

    @ArchTest
    static void describesNothingThatNobodyRegisters(JavaClasses classes) {
        assertThat(enums(classes))
                .filteredOn(one -> !one.isEquivalentTo(LibraryMeter.class))
                .flatExtracting(DocumentedMetersTest::constants)
                .isNotEmpty()
                .filteredOn(constant -> constant.getAccessesToSelf().stream()
                        .allMatch(access -> access.getOriginOwner().equals(constant.getOwner())))
                .isEmpty();
    }

    private static List<JavaClass> enums(JavaClasses classes) {
        return classes.stream()
                .filter(one -> one.isEnum() && one.isAssignableTo(DocumentedMeter.class))
                .toList();
    }

    private static List<JavaField> constants(JavaClass one) {
        return one.getFields().stream()
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> field.getRawType().equals(one))
                .toList();
    }
}
