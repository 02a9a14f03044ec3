#!/bin/sh
# Makes the recordings of this folder with Debian's flac 1.4.2, opus-tools 0.2, lame 3.100 and ffmpeg 5.1.
# Each is a 1 kHz tone of amplitude 0.5 that lasts as long as its name says, unless its name says what else it is.
# browser-420ms.webm is what the MediaRecorder of Chromium 156 made of an OscillatorNode (1 kHz) behind a GainNode (0.5),
# asked for audio/webm;codecs=opus in pieces of 100 ms: segment and cluster have no size, packets last 60 ms.
set -eu
tone() { echo "0.5*sin(2*PI*1000*t)"; }
src() { ffmpeg -v error -y -f lavfi -i "aevalsrc=$1:s=$2:d=$3" -map_metadata -1 -fflags +bitexact -c:a "$4" "$5"; }
flac="flac --silent --force --no-padding --no-seektable"

# FLAC: sample sizes, and the ways of coding a channel.
src "$(tone)" 16000 0.1 pcm_u8 t.wav;              $flac -8 -b 576 t.wav -o mono-8bit-100ms.flac
src "$(tone)" 44100 0.1 pcm_s16le t.wav;           $flac -8 -b 1152 t.wav -o mono-16bit-100ms.flac
src "$(tone)" 96000 0.1 pcm_s24le t.wav;           $flac -5 -b 4096 t.wav -o mono-24bit-100ms.flac
src "$(tone)|0.5*cos(2*PI*1000*t)" 8000 0.1 pcm_s32le t.wav; $flac -8 -b 256 t.wav -o stereo-32bit-100ms.flac
src "$(tone)" 16000 0.1 pcm_s16le t.wav;           $flac -l 0 -b 576 t.wav -o fixed-100ms.flac
src "0*t" 16000 0.1 pcm_s16le t.wav;               $flac t.wav -o constant-silence-100ms.flac
src "random(0)*2-1" 16000 0.1 pcm_s16le t.wav;     $flac t.wav -o verbatim-noise-100ms.flac
src "$(tone)" 16000 0.1 pcm_s16le t.wav
ffmpeg -v error -y -i t.wav -fflags +bitexact -c:a pcm_s24le t24.wav; $flac t24.wav -o wasted-bits-100ms.flac
# A tone on both sides, with noise on one, on the other, and on none: each is coded best as another difference.
src "$(tone)+0.05*(random(0)-0.5)*lt(t\,0.072)|$(tone)+0.05*(random(1)-0.5)*between(t\,0.072\,0.144)" \
    16000 0.18 pcm_s16le t.wav; $flac -5 -b 576 t.wav -o decorrelated-180ms.flac
# ffmpeg's encoder leaves other headers; from a pipe the length and the checksum stay unknown.
ffmpeg -v error -y -f lavfi -i "aevalsrc=$(tone):s=22050:d=0.1" -fflags +bitexact -f flac - < /dev/null | cat > unknown-length-100ms.flac

# Opus.
src "$(tone)" 48000 0.3 pcm_s16le t.wav
opusenc --quiet --bitrate 24 --serial 1 --discard-comments --padding 0 t.wav mono-300ms.opus
src "$(tone)|$(tone)" 44100 0.3 pcm_s16le t.wav
opusenc --quiet --bitrate 48 --serial 1 --discard-comments --padding 0 t.wav stereo-300ms.opus
ffmpeg -v error -y -i mono-300ms.opus -c copy -fflags +bitexact mono-300ms.webm
src "$(tone)" 16000 0.3 pcm_s16le t.wav
ffmpeg -v error -y -i t.wav -c:a libopus -b:a 16k -application voip -frame_duration 60 -fflags +bitexact voice-300ms.ogg
ffmpeg -v error -y -i t.wav -c:a libvorbis -fflags +bitexact vorbis-300ms.ogg
ffmpeg -v error -y -i t.wav -c:a libopus -b:a 16k -f webm -live 1 -fflags +bitexact - < /dev/null | cat > live-300ms.webm

# MP3: each version of MPEG, and what surrounds or varies frames.
for rate in 44100 48000 32000 22050 24000 16000 11025 12000 8000; do
  src "$(tone)" $rate 0.3 pcm_s16le t.wav; lame --quiet --cbr -b 64 --resample $rate -m m t.wav mono-$rate-300ms.mp3
done
src "$(tone)|0.5*cos(2*PI*1000*t)" 44100 0.3 pcm_s16le t.wav
lame --quiet -V 4 -m j -p --resample 44.1 --tt title t.wav joint-crc-vbr-300ms.mp3
lame --quiet -b 64 -m s --resample 44.1 --add-id3v2 --tt title t.wav stereo-id3-300ms.mp3
src "0.5*sin(2*PI*1000*t)*gte(mod(t\,0.1)\,0.05)" 44100 0.3 pcm_s16le t.wav
lame --quiet -b 64 -m m t.wav transients-300ms.mp3
ffmpeg -v error -y -i t.wav -c:a aac -b:a 32k -fflags +bitexact aac-300ms.m4a
rm -f t.wav t24.wav
