;; Lengths of drawn noise, two draws in each instruction and four at a time, in the order of the loops of noiseLengths.ts:
;; each number is theirs to the last bit. `noiseKernel.ts` puts arguments into the memory; `npm run kernel` makes
;; noiseKernelBytes.ts of this text.
;;
;; The memory, in bytes, with room for 2048 bins and 1024 draws: by bin, standard deviations at 0, slopes of the total at 16384,
;; pooled shape at 32768, weights of the integral at 49152, difference at 65536, signed weights at 81920, sums of squares at 98304,
;; noise of four draws at 114688 (32 a bin); by draw, totals at 180224, suprema at 188416, integrals at 196608, signed ones at 204800,
;; those of one sign at 212992; sums and totals of four draws at 262144; tables of normal numbers from 327680 on.
(module
  (memory (export "memory") 512)

  ;; Cumulative noise of four draws and an even number of bins, before it is made a bridge. Its sums (32 bytes), and the noise of
  ;; the totals (32 bytes) are written down.
  ;; $row: numbers of the first draw; $stride: bytes from one draw to the next; $end: bytes of the bins.
  (func $draw (param $row i32) (param $stride i32) (param $end i32) (param $share f64) (param $rest f64)
    (local $second i32) (local $third i32) (local $fourth i32) (local $at i32)
    (local $p v128) (local $q v128) (local $r v128) (local $s v128)
    (local $sigma v128) (local $slope v128) (local $noise v128)
    (local $hung0 v128) (local $hung1 v128) (local $total0 v128) (local $total1 v128)
    (local.set $second (i32.add (local.get $row) (local.get $stride)))
    (local.set $third (i32.add (local.get $second) (local.get $stride)))
    (local.set $fourth (i32.add (local.get $third) (local.get $stride)))
    (loop $next
      (local.set $p (v128.load (i32.add (local.get $row) (local.get $at))))
      (local.set $q (v128.load (i32.add (local.get $second) (local.get $at))))
      (local.set $r (v128.load (i32.add (local.get $third) (local.get $at))))
      (local.set $s (v128.load (i32.add (local.get $fourth) (local.get $at))))

      (local.set $sigma (v128.load64_splat offset=0 (local.get $at)))
      (local.set $slope (v128.load64_splat offset=16384 (local.get $at)))
      (local.set $noise
        (f64x2.mul (local.get $sigma)
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $p) (local.get $q))))
      (local.set $hung0 (f64x2.add (local.get $hung0) (f64x2.mul (local.get $slope) (local.get $noise))))
      (local.set $total0 (f64x2.add (local.get $total0) (local.get $noise)))
      (v128.store offset=114688 (i32.shl (local.get $at) (i32.const 2)) (local.get $total0))
      (local.set $noise
        (f64x2.mul (local.get $sigma)
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $r) (local.get $s))))
      (local.set $hung1 (f64x2.add (local.get $hung1) (f64x2.mul (local.get $slope) (local.get $noise))))
      (local.set $total1 (f64x2.add (local.get $total1) (local.get $noise)))
      (v128.store offset=114704 (i32.shl (local.get $at) (i32.const 2)) (local.get $total1))

      (local.set $sigma (v128.load64_splat offset=8 (local.get $at)))
      (local.set $slope (v128.load64_splat offset=16392 (local.get $at)))
      (local.set $noise
        (f64x2.mul (local.get $sigma)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $p) (local.get $q))))
      (local.set $hung0 (f64x2.add (local.get $hung0) (f64x2.mul (local.get $slope) (local.get $noise))))
      (local.set $total0 (f64x2.add (local.get $total0) (local.get $noise)))
      (v128.store offset=114720 (i32.shl (local.get $at) (i32.const 2)) (local.get $total0))
      (local.set $noise
        (f64x2.mul (local.get $sigma)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $r) (local.get $s))))
      (local.set $hung1 (f64x2.add (local.get $hung1) (f64x2.mul (local.get $slope) (local.get $noise))))
      (local.set $total1 (f64x2.add (local.get $total1) (local.get $noise)))
      (v128.store offset=114736 (i32.shl (local.get $at) (i32.const 2)) (local.get $total1))

      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (v128.store (i32.const 262144) (local.get $total0))
    (v128.store (i32.const 262160) (local.get $total1))
    ;; The last number of each draw is for what the totals scatter by on their own.
    (local.set $at (i32.sub (local.get $stride) (i32.const 8)))
    (v128.store (i32.const 262176)
      (f64x2.add (local.get $hung0)
        (f64x2.add (f64x2.mul (f64x2.splat (local.get $share)) (local.get $total0))
          (f64x2.mul (f64x2.splat (local.get $rest))
            (v128.load64_lane 1 (i32.add (local.get $second) (local.get $at))
              (v128.load64_zero (i32.add (local.get $row) (local.get $at))))))))
    (v128.store (i32.const 262192)
      (f64x2.add (local.get $hung1)
        (f64x2.add (f64x2.mul (f64x2.splat (local.get $share)) (local.get $total1))
          (f64x2.mul (f64x2.splat (local.get $rest))
            (v128.load64_lane 1 (i32.add (local.get $fourth) (local.get $at))
              (v128.load64_zero (i32.add (local.get $third) (local.get $at)))))))))

  ;; Noise of a number of draws (a multiple of four): its totals, suprema and integrals; of its part that is no noise of the totals
  ;; the two integrals; and by bin the sums of squares, which are added to what is there.
  (func (export "findLengths")
    (param $draws i32) (param $row i32) (param $stride i32) (param $end i32) (param $share f64) (param $rest f64)
    (local $to i32) (local $at i32) (local $variance f64)
    (local $weight v128) (local $difference v128) (local $here v128) (local $size v128) (local $moved v128)
    (local $total0 v128) (local $total1 v128) (local $kept0 v128) (local $kept1 v128)
    (local $largest0 v128) (local $largest1 v128) (local $integral0 v128) (local $integral1 v128)
    (local $signed0 v128) (local $signed1 v128) (local $same0 v128) (local $same1 v128)
    (loop $block
      (call $draw (local.get $row) (local.get $stride) (local.get $end) (local.get $share) (local.get $rest))
      (local.set $total0 (v128.load (i32.const 262144)))
      (local.set $total1 (v128.load (i32.const 262160)))
      (local.set $kept0 (v128.load (i32.const 262176)))
      (local.set $kept1 (v128.load (i32.const 262192)))
      (local.set $largest0 (v128.const f64x2 0 0))
      (local.set $largest1 (v128.const f64x2 0 0))
      (local.set $integral0 (v128.const f64x2 0 0))
      (local.set $integral1 (v128.const f64x2 0 0))
      (local.set $signed0 (v128.const f64x2 0 0))
      (local.set $signed1 (v128.const f64x2 0 0))
      (local.set $same0 (v128.const f64x2 0 0))
      (local.set $same1 (v128.const f64x2 0 0))
      (local.set $at (i32.const 0))
      (loop $next
        (local.set $weight (v128.load64_splat offset=49152 (local.get $at)))
        (local.set $difference (v128.load64_splat offset=65536 (local.get $at)))
        (local.set $variance (f64.load offset=98304 (local.get $at)))

        (local.set $here
          (f64x2.sub (v128.load offset=114688 (i32.shl (local.get $at) (i32.const 2)))
            (f64x2.mul (v128.load64_splat offset=32768 (local.get $at)) (local.get $total0))))
        (local.set $size (f64x2.abs (local.get $here)))
        (local.set $largest0 (f64x2.pmax (local.get $largest0) (local.get $size)))
        (local.set $integral0 (f64x2.add (local.get $integral0) (f64x2.mul (local.get $weight) (local.get $size))))
        (local.set $moved (f64x2.sub (local.get $here) (f64x2.mul (local.get $kept0) (local.get $difference))))
        (local.set $signed0
          (f64x2.add (local.get $signed0)
            (f64x2.mul (v128.load64_splat offset=81920 (local.get $at)) (local.get $moved))))
        (local.set $same0 (f64x2.add (local.get $same0) (f64x2.mul (local.get $weight) (local.get $moved))))
        (local.set $size (f64x2.mul (local.get $here) (local.get $here)))
        (local.set $variance (f64.add (local.get $variance) (f64x2.extract_lane 0 (local.get $size))))
        (local.set $variance (f64.add (local.get $variance) (f64x2.extract_lane 1 (local.get $size))))

        (local.set $here
          (f64x2.sub (v128.load offset=114704 (i32.shl (local.get $at) (i32.const 2)))
            (f64x2.mul (v128.load64_splat offset=32768 (local.get $at)) (local.get $total1))))
        (local.set $size (f64x2.abs (local.get $here)))
        (local.set $largest1 (f64x2.pmax (local.get $largest1) (local.get $size)))
        (local.set $integral1 (f64x2.add (local.get $integral1) (f64x2.mul (local.get $weight) (local.get $size))))
        (local.set $moved (f64x2.sub (local.get $here) (f64x2.mul (local.get $kept1) (local.get $difference))))
        (local.set $signed1
          (f64x2.add (local.get $signed1)
            (f64x2.mul (v128.load64_splat offset=81920 (local.get $at)) (local.get $moved))))
        (local.set $same1 (f64x2.add (local.get $same1) (f64x2.mul (local.get $weight) (local.get $moved))))
        (local.set $size (f64x2.mul (local.get $here) (local.get $here)))
        (local.set $variance (f64.add (local.get $variance) (f64x2.extract_lane 0 (local.get $size))))
        (local.set $variance (f64.add (local.get $variance) (f64x2.extract_lane 1 (local.get $size))))

        (f64.store offset=98304 (local.get $at) (local.get $variance))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
      (v128.store offset=180224 (local.get $to) (local.get $kept0))
      (v128.store offset=180240 (local.get $to) (local.get $kept1))
      (v128.store offset=188416 (local.get $to) (local.get $largest0))
      (v128.store offset=188432 (local.get $to) (local.get $largest1))
      (v128.store offset=196608 (local.get $to) (local.get $integral0))
      (v128.store offset=196624 (local.get $to) (local.get $integral1))
      (v128.store offset=204800 (local.get $to) (local.get $signed0))
      (v128.store offset=204816 (local.get $to) (local.get $signed1))
      (v128.store offset=212992 (local.get $to) (local.get $same0))
      (v128.store offset=213008 (local.get $to) (local.get $same1))
      (local.set $row (i32.add (local.get $row) (i32.shl (local.get $stride) (i32.const 2))))
      (local.set $to (i32.add (local.get $to) (i32.const 32)))
      (br_if $block (i32.lt_u (local.get $to) (i32.shl (local.get $draws) (i32.const 3)))))))
