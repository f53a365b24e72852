from __future__ import annotations

from simulator.network import memory


def test_this_machine_has_some():
    assert memory.available_bytes() > 2**20


def test_container_limits_count(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "CONTROL_GROUP", tmp_path)
    monkeypatch.setattr(memory, "MEMINFO", tmp_path / "meminfo")
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable: 4096 kB\n")
    assert memory.available_bytes() == 4 * 2**20
    (tmp_path / "memory.max").write_text("3000000\n")
    (tmp_path / "memory.current").write_text("1000000\n")
    assert memory.available_bytes() == 2_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.available_bytes() == 4 * 2**20


def test_systems_that_do_not_tell(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "CONTROL_GROUP", tmp_path)
    monkeypatch.setattr(memory, "MEMINFO", tmp_path / "absent")
    assert memory.available_bytes() > 0
    monkeypatch.delattr(memory.os, "sysconf")
    assert memory.available_bytes() == memory.ASSUMED_BYTES
