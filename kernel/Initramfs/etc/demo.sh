#!/bin/sh
# What a shell and its tools ask of a kernel, in one script. The output depends on nothing but the script, so that it is
# the same wherever a busybox runs it: no times, process numbers, temporary names or inode numbers are shown.

work=$(mktemp -d) || exit 1
cd "$work" || exit 1
trap 'cd / && rm -rf "$work"' EXIT
umask 022
unset TZ
export LC_ALL=C
exec 2> /dev/null # what goes wrong is told on standard output

# Every applet under its own name, and nothing else.
mkdir bin
busybox --install -s bin
export PATH="$work/bin"

section() { printf '\n== %s ==\n' "$*"; }

section 'files and directories'
mkdir -p tree/a/b/c tree/d
for name in one two three; do
    echo "this is $name" > "tree/a/$name.txt"
done
touch tree/d/empty
cp tree/a/one.txt tree/d/copy.txt
ln tree/a/two.txt tree/d/hard
ln -s ../a/three.txt tree/d/soft
mv tree/a/one.txt tree/a/b/first.txt
cp tree/a/two.txt tree/private
chmod 640 tree/private
mkfifo tree/d/fifo
chmod 751 tree/a/b
find tree | sort
find tree -type f -name '*.txt' | sort | xargs wc -c
stat -c '%A %h' tree/d/hard tree/private tree/a/b
readlink tree/d/soft
cat tree/d/soft
basename "$(realpath tree/d/soft)"
dirname tree/d/soft
test -p tree/d/fifo && echo 'a fifo'
[ -L tree/d/soft ] && [ ! -s tree/d/empty ] && echo 'a link, an empty file'
rm tree/d/soft
rmdir tree/a/b/c
unlink tree/d/empty
ls -1 tree tree/d
du -s -k tree > size && cut -f2 size
truncate -s 100000 sparse && stat -c '%s' sparse
tree_files=$(find tree -type f | wc -l)
echo "files left: $tree_files"

section 'redirections and here-documents'
cat > here <<END
The sum of 2 and 3 is $((2 + 3)); $(echo substituted).
END
cat >> here <<'END'
Nothing is $expanded here.
END
cat here
{ echo out; echo err >&2; } > both 2>&1
sort both
ls /nonexistent 2> error || echo "failed with $?"
test -s error && echo 'and said why'
exec 3> third
echo 'through descriptor three' >&3
exec 3>&-
cat < third
read -r first second rest <<END
alpha beta gamma delta
END
echo "$second/$first/$rest"
printf '%s\n' appended >> third
tail -n 1 third
: > third
wc -c < third

section 'pipelines'
seq 1 1000 | grep 7 | wc -l
seq 100 | shuf | sort -n | head -n 3
seq 100 | tac | tail -n 3 | tr '\n' ' '
echo
printf 'b 2\na 1\nc 3\na 1\n' | sort | uniq -c | awk '{print $1, $2}'
yes abc | head -n 5000 | md5sum
seq 20000 | tee copy1 | sha256sum | cut -c1-16
cmp copy1 copy1 && seq 20000 | cmp - copy1 && echo same
echo 'the quick brown fox' | rev | tr a-z A-Z
printf 'x,y,z\n1,2,3\n' | cut -d, -f2 | paste -s -d+
seq 12 | xargs -n 4 echo group
seq 5 | while read -r n; do echo "$n squared is $((n * n))"; done
echo 'one two three four five' | fold -w 8 -s
seq 3 | nl | expand -t 4
( echo left; echo right ) | cat -n

section 'sed, awk, grep'
cat > words <<'END'
apple 3
banana 12
cherry 7
date 1
END
sed -e 's/an/AN/g' -e '/^date/d' -e '2i\inserted' words
sed -n '$=' words
awk '{ sum += $2; n++ } END { printf "%d items, mean %.2f\n", n, sum / n }' words
awk -F' ' '{ a[$1] = $2 } END { for (i = 0; i < 1; i++) print length(a), a["cherry"] }' words
awk 'BEGIN { for (i = 1; i <= 10; i++) f = f (i % 3 ? i : "fizz") " "; print f }'
grep -c a words
grep -E '^(b|c).* [0-9]+$' words
egrep -v 'e' words || echo 'every line has an e'
fgrep -n 'date' words
sort -k2 -n -r words | head -n 2
diff words words && sed 's/7/8/' words > words2
diff words words2 | grep '^[-+][a-z]'
diff words words2 > change
cp words original
patch words change > /dev/null && cmp words words2 && echo patched
mv original words
comm_lines=$(cat words words2 | sort | uniq -d | wc -l)
echo "common lines: $comm_lines"

section 'archives and compression'
tar cf - tree | gzip | gunzip | tar tf - | sort | head -n 4
mkdir unpacked
tar cf - tree | gzip -9 | gunzip -c | tar xf - -C unpacked
diff -r tree/a unpacked/tree/a && echo 'the same tree'
gzip -c copy1 > copy1.gz && zcat copy1.gz | cmp - copy1 && echo gzip
bzip2 -c copy1 | bunzip2 -c | cmp - copy1 && echo bzip2
find tree -type f | sort | cpio -o -H newc | cpio -t | wc -l
unix2dos < words | dos2unix | cmp - words && echo 'line ends'
uuencode -m words name | uudecode -o - | cmp - words && echo uuencode
base64 < words | base64 -d | cmp - words && echo base64
test "$(wc -c < copy1.gz)" -lt "$(wc -c < copy1)" && echo smaller

section 'bytes'
dd if=/dev/zero of=zeros bs=4096 count=256
stat -c '%s' zeros
md5sum zeros | cut -d' ' -f1
sha1sum zeros | cut -d' ' -f1
sha512sum < words | cut -c1-20
crc32 zeros | cut -c1-8
dd if=copy1 bs=1 skip=10 count=20 | od -c | head -n 2
printf 'hexdump me' | hexdump -C
printf 'ABC' | xxd
echo 'hidden text in bytes' | strings -n 6
dd if=/dev/urandom bs=1000 count=10 | wc -c
printf '\001\002\003' | od -t x1
shred -n 1 zeros && test "$(head -c 100 zeros | od -t x1 | head -n 1)" != "0000000 00" && echo shredded

section 'arithmetic and strings'
expr 6 \* 7
echo '2 ^ 100' | bc
echo '10 k 2 v p' | dc
factor 1001 97
seq -s ' ' 0 5 25
x=hello
echo "${#x} ${x%l*} ${x#he} ${x:-unset} ${y:-unset}"
echo $((0x1f + 017)) $((7 / 2)) $((7 % 3)) $((1 << 10))
printf '%5d|%-5s|%05.1f|%x|%o\n' 42 ab 3.14159 255 8
echo 'a-b_c' | tr -d '_-'
echo aabbbc | tr -s ab
test 10 -gt 9 && [ abc != abd ] && echo 'comparisons hold'
case $x in h*o) echo 'a pattern' ;; *) echo 'no pattern' ;; esac

section 'processes'
true && echo true
false || echo "false is $?"
( exit 7 ); echo "exit $?"
sh -c 'kill -TERM $$'; echo "terminated: $?"
sleep 0 & wait $! && echo waited
for n in 1 2 3; do ( sleep 0; echo "job $n" > "job$n" ) & done
wait
cat job1 job2 job3
( trap 'echo caught; exit 3' USR1; kill -USR1 "$(exec sh -c 'echo $PPID')"; sleep 5 ); echo "trap: $?"
timeout 1 sleep 10; echo "timed out: $?"
( trap '' PIPE; yes | head -n 1 )
echo argument | xargs -I% echo 'with %'
env -i A=1 sh -c 'echo "$A"'
time -f '' true; echo "time: $?"
sleep 60 & kill $!; wait $!; echo "killed: $?"
setsid true; echo "setsid: $?"
which sh > /dev/null && echo 'sh is found'
fib() { if [ "$1" -lt 2 ]; then echo "$1"; else echo $(($(fib $(($1 - 1))) + $(fib $(($1 - 2))))); fi; }
echo "fib 8 by subshells: $(fib 8)"

section 'fifo between two processes'
( seq 1 500 > tree/d/fifo ) &
awk '{ s += $1 } END { print s }' < tree/d/fifo
wait

section 'a thousand forks'
count=0
i=0
while [ $i -lt 1000 ]; do
    ( exit $((i % 2)) ) || count=$((count + 1))
    i=$((i + 1))
done
echo "$count of $i children said 1"

section 'the system'
uname -s
pwd | grep -c '^/'
cd tree/a && cd .. && basename "$PWD" && cd "$work"
id -u | grep -c '^[0-9]*$'
whoami > /dev/null 2>&1; logname > /dev/null 2>&1; hostname > /dev/null && echo 'has a name'
date -u -d @86400 '+%Y-%m-%d %H:%M:%S'
cal 1 1970 | head -n 1 | tr -s ' '
tty -s < /dev/null || echo 'not a terminal'
df / > /dev/null && echo df
ps > /dev/null && echo ps
test -e /proc/self/exe && echo 'knows itself'
cat /proc/self/comm
cat /dev/null | wc -c
head -c 3 /dev/zero | od -t x1 | head -n 1
sync && echo synced
usleep 1000 && echo slept
getopt -o ab: -- -a -b value rest
mktemp -u XXXXXX | wc -c
run=$(printf '%s' "$(nproc)" | grep -c '^[0-9]*$'); echo "a number of processors: $run"

section done
