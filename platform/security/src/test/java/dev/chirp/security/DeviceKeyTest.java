package dev.chirp.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class DeviceKeyTest {
    private final String key = DeviceKey.generate(new SecureRandom());

    @Test
    void recognisesItsOwnKeys() {
        assertThat(DeviceKey.isWellFormed(key)).isTrue();
        assertThat(key).startsWith("chirp_dk_").hasSize(47);
    }

    @Test
    void refusesEveryKeyWithOneCharacterChanged() {
        for (int i = 9; i < key.length(); i++) {
            char other = key.charAt(i) == 'a' ? 'b' : 'a';
            String mistyped = key.substring(0, i) + other + key.substring(i + 1);
            assertThat(DeviceKey.isWellFormed(mistyped)).as(mistyped).isFalse();
        }
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThat(DeviceKey.isWellFormed("")).isFalse();
        assertThat(DeviceKey.isWellFormed("chirp_dk_")).isFalse();
        assertThat(DeviceKey.isWellFormed(key + "\n")).isFalse();
    }

    @Test
    void showsNoMoreThanFourRandomCharacters() {
        assertThat(DeviceKey.visiblePart(key)).isEqualTo(key.substring(0, 13));
    }
}
