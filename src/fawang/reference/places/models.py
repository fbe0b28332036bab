"""Administrative divisions by their 12-digit codes, and the grid points below a village."""

from __future__ import annotations

from django.db import models


class Region(models.Model):
    """One division of the five-level tree (GB/T 2260 and its extension to towns and villages)."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, "省"
        CITY = 2, "市"
        COUNTY = 3, "县（市、区）"
        TOWN = 4, "乡镇（街道）"
        VILLAGE = 5, "村（社区）"

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["level", "name"], name="region_name")]


class GridPoint(models.Model):
    """A grid cell (网格) of a village or community, the smallest unit of service."""

    code = models.CharField(primary_key=True, max_length=15)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="grid_points")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
